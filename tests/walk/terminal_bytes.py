"""The bytes that a terminal sends for keys, texts, pastes and the mouse (legacy keys, SGR mouse, bracketed paste)."""

from tests.terminal.keyboard import key_bytes

OTHER_KEYS = {
    "shift+tab": b"\x1b[Z",
    "shift+enter": b"\x1b[13;2u",
    "alt+enter": b"\x1b\r",
    "ctrl+enter": b"\x1b[13;5u",
    "ctrl+underscore": b"\x1f",
    "f3": b"\x1b[13~",
    "f9": b"\x1b[20~",
    "question_mark": b"?",
    "slash": b"/",
    "left_square_bracket": b"[",
    "right_square_bracket": b"]",
    "space": b" ",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
}
FOCUS_OUT, FOCUS_IN = b"\x1b[O", b"\x1b[I"
WHEEL = (64, 65)
"""Buttons that turn the wheel up and down; they are not released."""


def keys(names: tuple[str, ...]) -> bytes:
    """Encode named keys."""
    return b"".join(OTHER_KEYS.get(name) or key_bytes(name, 0) for name in names)


def paste(text: str) -> bytes:
    """Encode a paste. Terminals take what ends the brackets out of the text."""
    inside = text.encode(errors="replace").replace(b"\x1b[201~", b"").replace(b"\n", b"\r")
    return b"\x1b[200~" + inside + b"\x1b[201~"


def mouse(button: int, x: int, y: int, *, released: bool = False) -> bytes:
    """Encode a press or a release at a cell, counted from 0."""
    end = "m" if released else "M"
    return f"\x1b[<{button};{x + 1};{y + 1}{end}".encode()


def click(button: int, start: tuple[int, int], end: tuple[int, int]) -> bytes:
    """Encode a press at a cell and a release at another; for the wheel a turn."""
    if button in WHEEL:
        return mouse(button, *start)
    drag = b"" if start == end else mouse(button + 32, *end)
    return mouse(button, *start) + drag + mouse(button, *end, released=True)
