"""Reads keys as the terminal app does, without its screen: for `assistant-chat keys`, which shows what comes in."""

import os
import select
import termios
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, TextIO

from textual import constants
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

from app.tui.terminal.input.decoder import KeyboardDecoder
from app.tui.terminal.input.event_parser import TerminalParser
from app.tui.terminal.keyboard import map_alt_enter
from app.tui.terminal.modes import TMUX_MODIFIED_KEYS_OFF, TMUX_MODIFIED_KEYS_ON

READ_BYTES = 4096
KITTY_ON, KITTY_OFF = "\x1b[>25u", "\x1b[<u"
"""The flags that Textual asks for: 1, 8 and 16."""
PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"


class KeyRead(NamedTuple):
    """What the terminal sent, and what it means: names of keys; the characters of a paste, of which it marks the ends.

    Neither: a reply of the terminal, or the report of a key that was let go.
    """

    data: bytes
    keys: tuple[str, ...]
    pasted: int


@contextmanager
def raw_terminal(descriptor: int, out: TextIO) -> Generator[None]:
    """Inside the block keys come as they are pressed, in the encodings that the terminal app asks for."""
    before = termios.tcgetattr(descriptor)
    changed = termios.tcgetattr(descriptor)
    changed[0] = LinuxDriver._patch_iflag(changed[0])  # pyright: ignore[reportPrivateUsage]  # the same as the app
    changed[3] = LinuxDriver._patch_lflag(changed[3])  # pyright: ignore[reportPrivateUsage]  # the same as the app
    changed[6][termios.VMIN] = 1
    on, off = choose_modes()
    termios.tcsetattr(descriptor, termios.TCSANOW, changed)
    try:
        _write(out, on)
        yield
    finally:
        with suppress(OSError):
            _write(out, off)
        with suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def choose_modes() -> tuple[str, str]:
    """Return what switches the encodings of the app on and off; nothing where TERM says that it would be text."""
    if os.environ.get("TERM") == "dumb":
        return "", ""
    on, off = PASTE_ON, PASTE_OFF
    if not constants.DISABLE_KITTY_KEY and os.environ.get("TERM_PROGRAM") != "iTerm.app":
        on, off = on + KITTY_ON, off + KITTY_OFF
    if "TMUX" in os.environ:
        on, off = on + TMUX_MODIFIED_KEYS_ON, off + TMUX_MODIFIED_KEYS_OFF
    return on, off


def read_keys(descriptor: int) -> Iterator[KeyRead]:
    """Yield what the terminal sends, until it is gone."""
    map_alt_enter()
    decoder, parser = KeyboardDecoder(), TerminalParser()
    data = bytearray()
    while True:
        wait = None
        if parser.deadline is not None:
            wait = max(0.0, parser.deadline - time.monotonic())
        ready, _, _ = select.select([descriptor], [], [], wait)
        if ready:
            part = _read(descriptor)
            if not part:
                return
            data += part
            found = list(parser.feed(decoder.decode(part)))
        else:
            found = list(parser.tick())
        if found or parser.deadline is None:
            yield _make_read(bytes(data), found)
            data.clear()


def _make_read(data: bytes, messages: Iterable[Message]) -> KeyRead:
    keys: list[str] = []
    pasted = 0
    for message in messages:
        if isinstance(message, Key):
            keys.append(message.key)
        elif isinstance(message, Paste):
            pasted += len(message.text)
    return KeyRead(data, tuple(keys), pasted)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, READ_BYTES)
    except OSError:
        return b""


def _write(out: TextIO, text: str) -> None:
    out.write(text)
    out.flush()
