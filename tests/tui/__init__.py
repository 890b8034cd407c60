"""Tests of the terminal app through Textual's pilot."""

from tests.tui.pilot_waits import shorten
from tests.tui.shared_rules import share_rules

shorten()
share_rules()
