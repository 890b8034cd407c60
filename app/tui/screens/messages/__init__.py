"""Dialogs for messages: where to save one."""
