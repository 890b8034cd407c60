"""The message chosen with the keys or by a click, and the text and code blocks to copy from it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from app.api.objects import Message
from app.tui.history.document.document import Document
from app.tui.history.document.entry import Entry
from app.tui.history.view.viewport import Viewport

if TYPE_CHECKING:
    from app.tui.history.render.message_parts import Part
    from app.tui.pictures.stand_ins import Picture

HEADER_ROWS = 2
"""The header above folded reasoning, and its line: what a message without a header of its own has above it."""


NEWEST_NOT_HERE = "The newest message is not loaded here: choose a message, or go to the end first."
FindParts: TypeAlias = "Callable[[str], Sequence[Part]]"


class FoundPart(NamedTuple):
    """A code block or table of a message, and its number among all of its kind in the message, from 1."""

    part: "Part"
    number: int
    total: int


class MessageCursor:
    """The chosen message of a document. If none is chosen, the last message is copied.

    Where the end of the thread is not loaded there is no last message: an older one would be taken for it.
    """

    def __init__(self, document: Document, viewport: Viewport) -> None:
        self._document = document
        self._viewport = viewport
        self._entry: Entry | None = None
        self._is_clicked = False
        self._last: tuple[Entry, FindParts, int] | None = None
        """The part that was taken last: its message, its kind and its number, from 0."""

    @property
    def chosen(self) -> Entry | None:
        """The chosen message; None when it is no longer in the document."""
        entry = self._entry
        if entry is not None and self._document.get(entry.message.id) is entry:
            return entry
        return None

    @property
    def is_clicked(self) -> bool:
        """Whether the message was chosen by a click: then it is marked without the focus, which is in the box."""
        return self._is_clicked and self.chosen is not None

    def clear(self) -> None:
        """Choose no message."""
        self._entry = None
        self._is_clicked = False

    def click(self, entry: Entry | None) -> None:
        """Choose a message that was clicked; none if it is the one that was clicked before."""
        if self.is_clicked and entry is self._entry:
            entry = None
        self._entry = entry
        self._is_clicked = entry is not None

    def point_out(self, entry: Entry) -> None:
        """Choose a message that the view jumps to. It is marked wherever the focus is."""
        self._entry = entry
        self._is_clicked = True

    def choose(self, entry: Entry) -> None:
        """Choose a message and bring it into view."""
        self._entry = entry
        self._is_clicked = False
        slot = self._document.slot(entry)
        self._viewport.reveal(slot)
        if not entry.has_header and self._viewport.top == (slot, 0):
            self._viewport.go(self._document.walk(self._viewport.top, -HEADER_ROWS))

    def choose_first(self) -> None:
        """Choose the first message, if there is one."""
        self._is_clicked = False
        self._entry = self._document.entries[0] if self._document.entries else None

    def move(self, step: int) -> None:
        """Choose the message `step` further down; if none is chosen, the last on screen."""
        entries = self._document.entries
        if not entries:
            return
        chosen = self.chosen
        slot = self._viewport.last_slot
        if chosen is not None:
            slot = self._document.slot(chosen) + step
        self.choose(entries[max(0, min(slot, len(entries) - 1))])

    def move_to_prompt(self, step: int) -> None:
        """Choose the next message of the user further down (1) or up (-1); if none is chosen, from the view on."""
        entries, chosen = self._document.entries, self.chosen
        slot = self._viewport.last_slot + 1
        if chosen is not None:
            slot = self._document.slot(chosen)
        below, above = entries[slot + 1 :], entries[:slot][::-1]
        candidates = below if step > 0 else above
        prompt = next((entry for entry in candidates if entry.message.role == "user"), None)
        if prompt is not None:
            self.choose(prompt)

    @property
    def newest_first(self) -> Sequence[Entry]:
        """The messages from the last one on; none where that is not here."""
        return [] if self._viewport.has_newer else self._document.entries[::-1]

    def explain_none(self, otherwise: str) -> str:
        """Return why there is no last message; `otherwise`: where the end is here."""
        return NEWEST_NOT_HERE if self._viewport.has_newer and self.chosen is None else otherwise

    @property
    def message(self) -> Entry | None:
        """The chosen message, or the last; None if there is none.

        It is never reasoning: where that is chosen, it is the message below it.
        """
        candidates = self.newest_first
        if self.chosen is not None:
            candidates = self._document.entries[self._document.slot(self.chosen) :]
        return next((entry for entry in candidates if entry.is_message), None)

    def find_message(self, role: str = "") -> Message | None:
        """Return the chosen message, or the last of this role; None if the chosen one has another role."""
        candidates = self.newest_first
        if self.chosen is not None:
            candidates = [self.chosen]
        found = (entry.message for entry in candidates if entry.is_message)
        return next((message for message in found if role in ("", message.role)), None)

    def message_text(self) -> str | None:
        """Return the source of the chosen message, or of the last; None if there is none."""
        entry = self.message
        return entry.source if entry else None

    def next_code_block(self) -> FoundPart | None:
        """Return the first code block of the chosen message, or of the last that has one; called again, the next."""
        from app.tui.history.render.message_parts import code_blocks  # late: the first paint does not need it

        return self._next_part(code_blocks)

    def next_table(self) -> FoundPart | None:
        """Return the first table of the chosen message, or of the last that has one; called again, the next."""
        from app.tui.history.render.message_parts import tables  # late, as above

        return self._next_part(tables)

    def links(self) -> Sequence[str]:
        """Return the addresses in the chosen message, or in the last that has some."""
        from app.tui.history.render.message_parts import links  # late, as above

        entry = self.chosen or self._last_with(links)
        return links(entry.source) if entry else []

    def pictures(self) -> "Sequence[Picture]":
        """Return the pictures in the chosen message, or in the last that has some."""
        entries = [self.chosen] if self.chosen else reversed(self._document.entries)
        return next((entry.pictures for entry in entries if entry.pictures), ())

    def _next_part(self, find: FindParts) -> FoundPart | None:
        entry = self.chosen or self._last_with(find)
        if entry is None:
            return None
        parts = find(entry.source)
        if not parts:
            return None
        number = 0
        if self._last and self._last[:2] == (entry, find):
            number = (self._last[2] + 1) % len(parts)
        self._last = (entry, find, number)
        return FoundPart(parts[number], number + 1, len(parts))

    def _last_with(self, find: Callable[[str], Sequence[object]]) -> Entry | None:
        return next((entry for entry in self.newest_first if find(entry.source)), None)
