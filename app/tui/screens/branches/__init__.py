"""Dialogs for the branches of a conversation."""
