"""The first and the last row of the screen."""
