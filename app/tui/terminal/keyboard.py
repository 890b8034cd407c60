"""What terminals really send, mended before the app starts; `run` calls it once.

Three traps, each measured with Textual 8.2.8:
ESC CR (Alt+Enter, and Shift+Enter in terminals set up that way) arrives as Enter and would send the message
(Textual issue 6378). tmux passes no modified Enter unless it is asked to. iTerm2 loses what an input method commits
under the keyboard flags that Textual asks for.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # pyright: ignore[reportPrivateUsage]  # there is no public door
from textual.keys import Keys

from app.tui.terminal.decoder import KeyboardDecoder

if sys.platform == "win32":
    linux_driver = None
else:
    from textual.drivers import linux_driver

ALT_ENTER = "\x1b\r"
ASK_TMUX = "\x1b[>4;1m"
RELEASE_TMUX = "\x1b[>4;0m"


def mend_alt_enter() -> None:
    """Make ESC CR a new line."""
    table = ANSI_SEQUENCES_KEYS
    if isinstance(table, dict):
        table[ALT_ENTER] = (Keys.ControlJ,)


def mend_bytes() -> None:
    """Decode what the keyboard sends with a decoder of our own: see `keyboard_bytes`."""

    def decoder_of(_encoding: str) -> type[KeyboardDecoder]:
        return KeyboardDecoder

    if linux_driver is not None:
        linux_driver.getincrementaldecoder = decoder_of  # pyright: ignore[reportPrivateImportUsage]  # no public door


@contextmanager
def modified_keys() -> Generator[None]:
    """Ask tmux for Shift+Enter while the app runs; what Textual draws goes to stderr, so this does too."""
    inside = "TMUX" in os.environ and sys.stderr.isatty()
    if inside:
        sys.stderr.write(ASK_TMUX)
        sys.stderr.flush()
    try:
        yield
    finally:
        if inside:
            sys.stderr.write(RELEASE_TMUX)
            sys.stderr.flush()
