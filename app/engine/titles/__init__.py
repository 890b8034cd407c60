"""Titles that the model makes for conversations: when one is asked for, and what becomes of the answer."""
