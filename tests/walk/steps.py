"""The steps of the walk: what a user does at a terminal."""

from msgspec import Struct


class Press(Struct, frozen=True):
    """Press keys, all at once, as a slow connection brings them."""

    keys: tuple[str, ...]


class Type(Struct, frozen=True):
    """Type a text. `marker` is a word in it that no other step types."""

    text: str
    marker: str = ""


class Paste(Struct, frozen=True):
    """Paste a text in brackets (mode 2004)."""

    text: str
    marker: str = ""

    def __repr__(self) -> str:
        """Without the middle of a long text."""
        if len(self.text) <= 80:
            return f"Paste({self.text!r})"
        return f"Paste({self.text[:60]!r} … {len(self.text)} characters)"


class Send(Struct, frozen=True):
    """Type a text and Enter, and a word right behind it."""

    text: str
    then: str
    marker: str = ""


class Call(Struct, frozen=True):
    """Type a slash command into an empty message box, and Enter."""

    text: str


class Mouse(Struct, frozen=True):
    """Press a button at a place and release it at another; both are parts of the width and of the height."""

    button: int
    start: tuple[float, float]
    end: tuple[float, float]
    times: int = 1


class Resize(Struct, frozen=True):
    """Change the size of the window."""

    cols: int
    rows: int


class Wait(Struct, frozen=True):
    """Do nothing for some seconds."""

    seconds: float


class LookAway(Struct, frozen=True):
    """Go to another window, and come back."""

    seconds: float


class Home(Struct, frozen=True):
    """Press Esc, one at a time, until the message box of the chat has the focus."""


class Restart(Struct, frozen=True):
    """Quit and start again."""


Step = Press | Type | Paste | Send | Call | Mouse | Resize | Wait | LookAway | Home | Restart
