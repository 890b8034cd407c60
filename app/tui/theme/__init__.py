"""Colours: which theme is used, and that what it shows can be read."""
