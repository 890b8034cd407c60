"""Asks a running server for everything that the description names."""
