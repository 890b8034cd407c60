"""The threads of the list: pages of rows, the one on the screen, deletions that can be undone, changes elsewhere."""
