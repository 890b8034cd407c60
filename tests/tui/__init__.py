"""Tests of the terminal app through Textual's pilot."""

from tests.tui.pilot_waits import shorten

shorten()
