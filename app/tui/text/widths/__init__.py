"""Text in rows of a given width: where a line is broken, and columns beside each other."""
