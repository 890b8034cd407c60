"""The message chosen with the keys or by a click, and the text and code blocks to copy from it."""

from typing import NamedTuple

from app.tui.history.document.document import Document
from app.tui.history.document.entry import Entry
from app.tui.history.document.reasoning import ReasoningEntry
from app.tui.history.render.markdown import code_blocks
from app.tui.history.view.viewport import Viewport


class CodeBlock(NamedTuple):
    """A code block of a message, and its number among all of them, from 1."""

    source: str
    number: int
    total: int


class MessageCursor:
    """The chosen message of a document. If none is chosen, the last message is copied."""

    def __init__(self, document: Document, viewport: Viewport) -> None:
        self._document = document
        self._viewport = viewport
        self._entry: Entry | None = None
        self._is_clicked = False
        self._copied_entry: Entry | None = None
        self._copied_number = 0

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

    def choose(self, entry: Entry) -> None:
        """Choose a message and bring it into view."""
        self._entry = entry
        self._is_clicked = False
        self._viewport.reveal(self._document.slot(entry))

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

    def message_text(self) -> str | None:
        """Return the source of the chosen message, or of the last; None if there is none.

        Reasoning is never copied: where it is chosen, the message below it is.
        """
        candidates = self._document.entries[::-1]
        if self.chosen is not None:
            candidates = self._document.entries[self._document.slot(self.chosen) :]
        return next((entry.source for entry in candidates if not isinstance(entry, ReasoningEntry)), None)

    def next_code_block(self) -> CodeBlock | None:
        """Return the first code block of the chosen message, or of the last that has one; called again, the next."""
        entry = self.chosen or self._last_with_code()
        blocks = code_blocks(entry.source) if entry else []
        if not blocks:
            return None
        number = 0
        if entry is self._copied_entry:
            number = (self._copied_number + 1) % len(blocks)
        self._copied_entry = entry
        self._copied_number = number
        return CodeBlock(blocks[number], number + 1, len(blocks))

    def _last_with_code(self) -> Entry | None:
        return next((entry for entry in reversed(self._document.entries) if code_blocks(entry.source)), None)
