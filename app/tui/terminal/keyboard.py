"""Corrects keys that terminals send in unexpected forms.

Three traps, each measured with Textual 8.2.8:
ESC CR (Alt+Enter, and Shift+Enter in terminals set up that way) arrives as Enter and would send the message
(Textual issue 6378). tmux sends Shift+Enter as Enter unless asked otherwise. iTerm2 loses what an input method commits
under the keyboard flags that Textual asks for.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # pyright: ignore[reportPrivateUsage]  # there is no public name
from textual.keys import Keys

from app.tui.terminal.decoder import KeyboardDecoder

if sys.platform == "win32":
    linux_driver = None
else:
    from textual.drivers import linux_driver

ALT_ENTER = "\x1b\r"
TMUX_MODIFIED_KEYS_ON = "\x1b[>4;1m"
TMUX_MODIFIED_KEYS_OFF = "\x1b[>4;0m"


def map_alt_enter() -> None:
    """Make ESC CR a new line."""
    table = ANSI_SEQUENCES_KEYS
    if isinstance(table, dict):
        table[ALT_ENTER] = (Keys.ControlJ,)


def replace_decoder() -> None:
    """Make Textual's driver decode the keyboard with `KeyboardDecoder`."""

    def decoder_of(_encoding: str) -> type[KeyboardDecoder]:
        return KeyboardDecoder

    if linux_driver is not None:
        linux_driver.getincrementaldecoder = decoder_of  # pyright: ignore[reportPrivateImportUsage]  # no public hook


@contextmanager
def tmux_modified_keys() -> Generator[None]:
    """Ask tmux for Shift+Enter while the app runs. Written to stderr, as everything that Textual draws."""
    in_tmux = "TMUX" in os.environ and sys.stderr.isatty()
    if in_tmux:
        sys.stderr.write(TMUX_MODIFIED_KEYS_ON)
        sys.stderr.flush()
    try:
        yield
    finally:
        if in_tmux:
            sys.stderr.write(TMUX_MODIFIED_KEYS_OFF)
            sys.stderr.flush()
