"""The messages of the history as entries, lines and heights. No widget."""
