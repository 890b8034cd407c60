"""What terminals send, decoded before Textual sees it."""
