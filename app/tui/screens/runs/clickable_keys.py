"""The keys of a dialog as a line of text, each of which can be clicked as well; or a sentence above them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.binding import ActiveBinding
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from app.tui.keys.command import format_keys
from app.tui.text.escapes import to_rows

MAX_CHARS = 600
"""Of a sentence: a server's error may have a line of a megabyte."""


class Offer(NamedTuple):
    """The id of a command, the word for what it does here, and the action that a click on it runs.

    Without an id the word names its key itself: one that Textual gives every screen.
    """

    command_id: str
    word: str
    action: str


class ClickableKeys(Static):
    """Shows what can be done now."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._shown: tuple[str, list[Offer]] | None = None

    def show(self, sentence: str, offers: Sequence[Offer], active: Mapping[str, ActiveBinding]) -> None:
        """Show a sentence, if there is one, above these offers.

        `active`: the active bindings of the screen, which have the keys of the user's keymap.
        """
        keys = {"": ""} | {active[key].binding.id: format_keys(key) for key in reversed(list(active))}
        shown = [one._replace(command_id=keys[one.command_id]) for one in offers if one.command_id in keys]
        if self._shown == (sentence, shown):
            return
        self._shown = (sentence, shown)
        line = Content(" · ").join(_make_link(f"{key} {word}".strip(), action) for key, word, action in shown)
        if sentence:
            line = Content("\n").join([Content(to_rows(sentence[:MAX_CHARS])), line])
        self.update(line)


def _make_link(words: str, action: str) -> Content:
    return Content.styled(words, Style.from_meta({"@click": action}))
