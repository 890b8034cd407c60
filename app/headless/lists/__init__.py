"""The commands that list: what is stored, models and settings, in columns or as JSON."""
