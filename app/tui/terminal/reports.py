"""What the terminal says about itself: its background, and whether it draws pictures.

Sources: xterm's ctlseqs, "Operating System Commands" (OSC 11) and "Primary DA"; the dark and light mode reports of
contour, kitty and others (mode 2031); kitty's graphics protocol, "Querying support" and "Unicode placeholders".
"""

import re
from collections.abc import Mapping
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from textual.message import Message

QUERY = "\x1b]11;?\x1b\\\x1b[c"
"""For the background, and for the attributes, which all terminals know."""
KITTY_QUERY = "\x1b_Gi=1,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
"""A picture of one pixel, which is not kept."""
KITTY_ANSWER = "\x1b_Gi=1;OK"
REPORTS_ON, REPORTS_OFF = "\x1b[?2031h", "\x1b[?2031l"
# `re` compiles it at its first use: a start has none.
COLOUR = r"\x1b\]11;rgba?:([\da-fA-F]{1,4})/([\da-fA-F]{1,4})/([\da-fA-F]{1,4})(?:/[\da-fA-F]{1,4})?"
MODE = re.compile(r"\x1b\[\?997;([12])n")
DARK_MODE = "1"
ATTRIBUTES = r"\x1b\[\?[\d;]*c"
SIXEL_ATTRIBUTE = "4"
WEIGHTS = (0.299, 0.587, 0.114)
"""Of red, green and blue in the brightness that people see."""

Graphics: TypeAlias = Literal["kitty", "iterm", "sixel"]
"""How a terminal draws pictures: as cells of placeholders, or as pixels over its cells in one of two formats."""


class BackgroundReported(Message):
    """The background of the terminal is dark, or light."""

    def __init__(self, is_dark: bool) -> None:
        super().__init__()
        self.is_dark = is_dark


class GraphicsReported(Message):
    """The terminal draws pictures in this way."""

    def __init__(self, way: Graphics) -> None:
        super().__init__()
        self.way: Graphics = way


@runtime_checkable
class KeepsPictures(Protocol):
    """A terminal that keeps the pictures that were sent to it. `sent_pictures`: what removes each, by its number."""

    sent_pictures: dict[int, str]

    def send_picture(self, number: int, data: str, removal: str) -> None:
        """Send a picture. It is gone when the terminal was put back."""
        ...

    def remove_picture(self, number: int) -> None:
        """Remove a picture that was sent."""
        ...

    def write(self, data: str) -> None:
        """Write to the terminal."""
        ...

    @property
    def cell_pixels(self) -> tuple[int, int]:
        """Width and height of a cell; zeros if they are not known."""
        ...


def is_inside_another(environ: Mapping[str, str]) -> bool:
    """Whether tmux or GNU screen is between, which pass nothing on unless they are told to."""
    return "TMUX" in environ or environ.get("TERM", "").startswith(("tmux", "screen"))


def has_iterm_pictures(environ: Mapping[str, str]) -> bool:
    """Whether this is a terminal that draws pictures as iTerm2 does; it answers no query."""
    return environ.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm") and not is_inside_another(environ)


def has_placeholders(environ: Mapping[str, str]) -> bool:
    """Whether this may be kitty or Ghostty: others that know kitty's graphics would show its placeholders as text."""
    if is_inside_another(environ):
        return False
    return environ.get("TERM") in ("xterm-kitty", "xterm-ghostty") or environ.get("TERM_PROGRAM") in (
        "kitty",
        "ghostty",
    )


def read_graphics(sequence: str) -> GraphicsReported | None:
    """Return what a sequence says about pictures; None if it says nothing about them."""
    if sequence == KITTY_ANSWER:
        return GraphicsReported("kitty")
    if re.fullmatch(ATTRIBUTES, sequence) and SIXEL_ATTRIBUTE in sequence[3:-1].split(";")[1:]:
        return GraphicsReported("sixel")
    return None


def read_background(sequence: str) -> BackgroundReported | None:
    """Return what a sequence says about the background; None if it says nothing about it."""
    if mode := MODE.fullmatch(sequence):
        return BackgroundReported(is_dark=mode[1] == DARK_MODE)
    colour = re.fullmatch(COLOUR, sequence)
    if colour is None:
        return None
    parts = [int(digits, 16) / (16 ** len(digits) - 1) for digits in colour.groups()]
    brightness = sum(weight * part for weight, part in zip(WEIGHTS, parts, strict=True))
    return BackgroundReported(is_dark=brightness < 0.5)
