"""`assistant-chat keys`: what this terminal sends for each key, and what that does; or all keys as JSON."""

import signal
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

import msgspec

from app.api.errors import Error
from app.cli.early_signals import SIGNALLED, SIGNALS
from app.headless.clean_text import clean_line, escape_controls
from app.headless.exit_codes import COMPLETED

NO_TERMINAL = (
    "`keys` shows what a terminal sends, so it needs one on {streams}. `keys --json` lists the keys without one."
)
NO_RAW_MODE = "`keys` cannot read single keys on Windows. `keys --json` lists the keys."
INTRODUCTION = "Press a key to see what this terminal sends and what it does. q or Ctrl+C ends.\n"
ENDING_KEYS = ("q", "ctrl+c")
BYTES_COLS, NAME_COLS = 24, 16


def print_mistakes(keymap: Mapping[str, str], err: TextIO) -> None:
    """Print a sentence for each entry of the keymap that cannot work."""
    if not keymap:
        return
    from app.tui.keys.keymap import find_mistakes  # late: brings Textual

    for one in find_mistakes(keymap):
        print(f"assistant-chat: {clean_line(one)}", file=err)


def print_bindings(keymap: Mapping[str, str], out: TextIO) -> int:
    """Print the commands with their keys as JSON, one per line."""
    from app.tui.keys.lookup import list_bindings  # late: brings Textual

    for one in list_bindings(keymap):
        out.write(f"{escape_controls(msgspec.json.encode(one).decode())}\n")
    return COMPLETED


def show_keys(keymap: Mapping[str, str], stdin: TextIO, out: TextIO) -> int:
    """Print a line for each key that is pressed, until q or Ctrl+C. Raises `Error` without a terminal."""
    missing = [name for name, stream in (("stdin", stdin), ("stdout", out)) if not stream.isatty()]
    if missing:
        raise Error(NO_TERMINAL.format(streams=" and ".join(missing)))
    if sys.platform == "win32":
        raise Error(NO_RAW_MODE)
    from app.tui.keys.lookup import describe_read  # late: brings Textual
    from app.tui.terminal.key_reader import raw_terminal, read_keys  # late: not on Windows

    with ending_in_order(), raw_terminal(stdin.fileno(), out):
        out.write(INTRODUCTION)
        out.flush()
        for read in read_keys(stdin.fileno()):
            print_rows(describe_read(read.data, read.keys, read.pasted, keymap), out)
            if any(key in ENDING_KEYS for key in read.keys):
                break
    return COMPLETED


def print_rows(rows: Sequence[tuple[str, str, str]], out: TextIO) -> None:
    """Print a line for each thing that a key does."""
    for sent, name, text in rows:
        out.write(f"{sent:<{BYTES_COLS}} {name:<{NAME_COLS}} {text}\n")
    out.flush()


@contextmanager
def ending_in_order() -> Generator[None]:
    """Inside the block a signal ends the process by way of what puts the terminal back."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(SIGNALLED + number)

    before = {
        number: signal.signal(number, end)
        for name in SIGNALS
        if (number := getattr(signal, name, None)) is not None and signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
