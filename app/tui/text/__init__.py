"""Text without a widget: drafts, one-line text, text made harmless for a terminal."""
