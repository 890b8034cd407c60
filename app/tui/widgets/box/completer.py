"""Completes what is typed into the message box: opens the popup, and says what replaces the typed text."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.tui.text.listing import Entry
from app.tui.widgets.choices.completion import Completion


class Source(Protocol):
    """What can be completed: slash commands, paths of files.

    `is_all`: whether the completion is all of the text, so that Enter sends it too. `before` and `after` are the text
    of the line on both sides of the caret, with the newlines around it.
    """

    is_all: bool

    def opens(self, before: str, after: str, typed: str) -> bool:
        """Whether a character typed at the caret opens the popup."""
        ...

    def find_start(self, before: str, after: str) -> int | None:
        """Return where the text to complete begins in `before`; None if it is over, which closes the popup."""
        ...

    async def prepare(self) -> None:
        """Find what takes time, once it has opened the popup. `find_entries` returns what is found so far."""
        ...

    def find_entries(self, typed: str) -> Sequence[Entry]:
        """Return what the text can be completed to, best first. An entry's `name` replaces the text."""
        ...


class Taken(NamedTuple):
    """A completion: the entry, and how many characters before the caret its name replaces."""

    entry: Entry
    replaced: int
    is_all: bool


class Completer:
    """The popup with the source that has opened it. Costs a comparison a key while no source has."""

    def __init__(self, popup: Completion, sources: Sequence[Source]) -> None:
        self.popup = popup
        self._sources = sources
        self._source: Source | None = None
        self._shown = ""
        self._replaced = 0
        self._has_more = False
        """Whether the source has found more for the same text."""

    def note_typed(self, before: str, after: str, typed: str) -> bool:
        """Note a character that is about to be typed at the caret. True if a source opens the popup for it."""
        if self._source is not None and self._source.find_start(before, after) is None:
            self.close()  # several keys came at once: the text was deleted
        if self._source is not None:
            return False
        self._source = next((one for one in self._sources if one.opens(before, after, typed)), None)
        return self._source is not None

    async def prepare(self) -> None:
        """Let the source find what takes time, and show that at the next `update`, with the cursor where it is."""
        source = self._source
        if source is not None:
            await source.prepare()
            self._has_more = True

    @property
    def is_waiting(self) -> bool:
        """Whether a source has opened the popup. It may show nothing now, and again after the next key."""
        return self._source is not None

    def update(self, before: str, after: str) -> bool:
        """Show what completes the text at the caret. False if nothing does."""
        if self._source is None:
            return False
        start = self._source.find_start(before, after)
        if start is None:
            self.close()
            return False
        if not self.popup.is_open or before != self._shown or self._has_more:
            chosen = self.popup.entry if before == self._shown else None
            self._shown, self._replaced, self._has_more = before, len(before) - start, False
            self.popup.show(self._source.find_entries(before[start:]), at=chosen.name if chosen else "")
        return self.popup.is_open

    def take(self) -> Taken | None:
        """Return the chosen completion, and close."""
        entry, source = self.popup.entry, self._source
        self.close()
        if entry is None or source is None:
            return None
        return Taken(entry, self._replaced, source.is_all)

    def close(self) -> bool:
        """Close until a source opens the popup again. False if it was not open."""
        self._source, self._shown = None, ""
        return self.popup.close()
