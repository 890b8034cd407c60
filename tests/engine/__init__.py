"""The engine where processes die, leave, and meet. What one process alone does is in `tests/behaviour`."""
