"""Screens about commands: their keys, the list that runs them, the settings."""
