"""Requests to copy a text. The app copies it, and says where it is then."""

from textual.message import Message
from textual.widget import Widget

SAVES_MESSAGE = "{history.save-message} saves it to a file."
SAVES_CODE = "{history.save-code} saves it to a file."
SELECTS = "Drag with Shift held to select in the terminal itself."
"""How to get at a text that may not be in the clipboard."""


class CopyRequested(Message):
    """A text is to be copied. `what`: what it is, as a notice says it. `otherwise`: how else to get at it."""

    def __init__(self, text: str, what: str, otherwise: str) -> None:
        super().__init__()
        self.text = text
        self.what = what
        self.otherwise = otherwise


def copy_or_say(widget: Widget, text: str | None, what: str, otherwise: str, none: str) -> None:
    """Ask the app to copy a text; without one say `none`."""
    if text is None:
        widget.notify(none)
    else:
        copy(widget, text, what, otherwise)


def copy(widget: Widget, text: str, what: str, otherwise: str) -> None:
    """Ask the app to copy a text."""
    widget.post_message(CopyRequested(text, what, otherwise))
