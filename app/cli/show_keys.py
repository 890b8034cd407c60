"""`assistant-chat keys`: what this terminal sends for each key, and what that does; or all keys as JSON."""

import signal
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

import msgspec

from app.api.errors import Error
from app.cli.early_signals import SIGNALLED, SIGNALS
from app.headless.exit_codes import COMPLETED

NO_TERMINAL = (
    "`keys` shows what a terminal sends, so it needs one on {streams}. `keys --json` lists the keys without one."
)
NO_RAW_MODE = "`keys` cannot read single keys on Windows. `keys --json` lists the keys."
INTRODUCTION = "Press a key to see what this terminal sends and what it does. q or Ctrl+C ends.\n"
ENDING_KEYS = ("q", "ctrl+c")
BYTES_COLS, NAME_COLS = 24, 16


def print_bindings(keymap: Mapping[str, str], out: TextIO) -> int:
    """Print the commands with their keys as JSON, one per line."""
    from app.tui.keys.lookup import list_bindings  # late: brings Textual

    for one in list_bindings(keymap):
        out.write(f"{msgspec.json.encode(one).decode()}\n")
    return COMPLETED


def show_keys(keymap: Mapping[str, str], stdin: TextIO, out: TextIO) -> int:
    """Print a line for each key that is pressed, until q or Ctrl+C. Raises `Error` without a terminal."""
    missing = [name for name, stream in (("stdin", stdin), ("stdout", out)) if not stream.isatty()]
    if missing:
        raise Error(NO_TERMINAL.format(streams=" and ".join(missing)))
    if sys.platform == "win32":
        raise Error(NO_RAW_MODE)
    from app.tui.keys.lookup import describe_key  # late: brings Textual
    from app.tui.terminal.key_reader import raw_terminal, read_keys  # late: not on Windows

    with ending_in_order(), raw_terminal(stdin.fileno(), out):
        out.write(INTRODUCTION)
        out.flush()
        for read in read_keys(stdin.fileno()):
            rows = [(key, line) for key in read.keys for line in describe_key(key, keymap)]
            if read.pasted:
                rows.append(("paste", f"In the message box: a text of {read.pasted:,} characters"))
            print_read(read.data, rows or [("", "no key")], out)
            if any(key in ENDING_KEYS for key in read.keys):
                break
    return COMPLETED


def print_read(data: bytes, rows: list[tuple[str, str]], out: TextIO) -> None:
    """Print what was sent, with a line for each thing that it does."""
    sent, before = describe_bytes(data), ""
    for key, text in rows:
        name = "" if key == before else describe_name(key)
        out.write(f"{sent:<{BYTES_COLS}} {name:<{NAME_COLS}} {text}\n")
        sent, before = "", key
    out.flush()


def describe_name(key: str) -> str:
    """Return the name of a key as it can be printed: that of Shift+Enter may have a control character in it."""
    return key.encode("unicode_escape").decode() if not key.isprintable() else key


def describe_bytes(data: bytes, limit: int = 64) -> str:
    r"""Return bytes as they are written in a program: `\x1b[1;5A`. Of a long paste, the beginning and the end."""
    shown = data
    if len(data) > limit:
        shown = data[: limit // 2] + b" ... " + data[-limit // 2 :]
    return "".join(chr(one) if 0x20 <= one < 0x7F else f"\\x{one:02x}" for one in shown)


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
