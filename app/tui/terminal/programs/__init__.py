"""Programs of the user's machine that the terminal app runs: an editor, tools of the clipboard."""
