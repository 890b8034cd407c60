"""The message box and its parts."""
