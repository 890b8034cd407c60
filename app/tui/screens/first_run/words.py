"""What is typed or pasted on the first-run screen and means nothing there: a message for the box."""

from typing import NamedTuple

from textual import events
from textual.widget import Widget
from textual.worker import Worker

from app.api.endpoints import Endpoint
from app.tui.screens.dialog import Dialog

NOT_PASTED = "This is no key: it has spaces. It is in the message box, for when you have chosen a model."
COMMAND_LETTERS = frozenset("rjk/")
"""Letters that mean something to the list or the screen. A word may begin with them."""
TYPING_GAP_S = 1.0
"""A command letter longer ago than this is no beginning of a word."""


class Chosen(NamedTuple):
    """The endpoint that was chosen, and whether a model of it is to be picked next."""

    endpoint: Endpoint
    picks_model: bool = False


class Typing:
    """The letters typed one after the other over the list."""

    def __init__(self) -> None:
        self._letters = ""
        self._last_at = 0.0

    def add(self, event: events.Key) -> str:
        """Take a key, and return the letters up to it if they are words and no commands."""
        if event.time - self._last_at > TYPING_GAP_S or not event.is_printable:
            self._letters = ""
        self._last_at = event.time
        if not event.is_printable or event.character is None:
            return ""
        self._letters += event.character
        if event.character in COMMAND_LETTERS:
            return ""
        words, self._letters = self._letters, ""
        return words


class TakesWords(Dialog[Chosen | None]):
    """A dialog that gives words typed over it to the message box, and closes unless a download is shown."""

    def __init__(self, box: Widget) -> None:
        super().__init__()
        self._box = box
        self._typing = Typing()
        self._download: Worker[None] | None = None

    def on_key(self, event: events.Key) -> None:
        """Take words as a message, from their first letter on."""
        if words := self._typing.add(event):
            event.stop()
            self.take_message(words)

    def keep_message(self, text: str) -> None:
        """Put text into the message box."""
        self._box.post_message(events.Paste(text))

    def take_message(self, text: str) -> None:
        """Put text into the message box, and go there."""
        self.keep_message(text)  # before the keys that come next
        if not is_running(self._download):
            self.dismiss(None)


def is_running(worker: Worker[None] | None) -> bool:
    """Whether a worker was started and has not ended."""
    return worker is not None and worker.is_running
