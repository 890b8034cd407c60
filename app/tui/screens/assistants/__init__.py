"""Assistants on screen: the list, the editor, the instructions of one conversation, and prompt templates."""
