"""Corrects a key that terminals send in an unexpected form, in Textual's own table, so on all systems.

ESC CR (Alt+Enter, and Shift+Enter in terminals set up that way) arrives as Enter and would send the message
(Textual issue 6378).
"""

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # pyright: ignore[reportPrivateUsage]  # there is no public name
from textual.keys import Keys

ALT_ENTER = "\x1b\r"


def map_alt_enter() -> None:
    """Make ESC CR a new line."""
    table = ANSI_SEQUENCES_KEYS
    if isinstance(table, dict):
        table[ALT_ENTER] = (Keys.ControlJ,)
