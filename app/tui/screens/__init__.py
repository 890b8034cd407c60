"""The chat screen, and the screens that open above it."""
