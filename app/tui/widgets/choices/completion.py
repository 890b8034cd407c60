"""The popup above the message box that completes what is typed there.

The box keeps the focus and the keys: it calls `action_move` and `take`. While the popup is closed it is not laid out or
drawn.
"""

from collections.abc import Sequence

from textual.geometry import Offset, Region

from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows

MAX_ROWS = 8
"""Entries that are shown at once."""


class Completion(SearchList):
    """The popup. It floats above the message box, and `place` puts it there."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(SingleRows(keeps_end=True), can_focus=False, wraps=True, id=id)
        self.display = False

    @property
    def is_open(self) -> bool:
        """Whether it shows entries."""
        return self.hits > 0

    def show(self, entries: Sequence[Entry], *, at: str = "") -> None:
        """Show these entries; without any it closes."""
        super().show(entries, at=at)
        self.display = bool(entries)

    def close(self) -> bool:
        """Close. False if it was not open."""
        was_open = self.is_open
        if was_open:
            self.show(())
        return was_open

    def take(self) -> Entry | None:
        """Return the entry under the cursor, and close."""
        entry = self.entry
        self.close()
        return entry

    def place(self, box: Region) -> None:
        """Lay the popup out above this region of the screen, with its left edge and its width."""
        rows = min(self.virtual_size.height, MAX_ROWS, max(1, box.y))
        self.styles.width, self.styles.height = box.width, rows
        self.styles.offset = Offset(box.x, max(0, box.y - rows))
