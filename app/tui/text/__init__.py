"""Text without a widget: drafts, one-line text, text without escapes for a terminal."""
