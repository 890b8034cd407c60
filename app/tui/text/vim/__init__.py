"""Vim keys, as a state machine over a text: no widget and no terminal."""
