"""The inputs and lists of the dialogs for assistants and templates."""
