"""Prompt templates: the files, and the dialogs for their variables."""
