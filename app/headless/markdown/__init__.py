"""Markdown on a terminal, for `ask`."""
