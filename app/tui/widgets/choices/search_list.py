"""A list to choose from, which can be searched: entries in sections, each with its details beside or below its name.

It draws the rows on screen alone, so that 10,000 entries cost no more than 20. Only Enter and a click choose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Region, Size
from textual.message import Message

from app.tui.keys.table import bindings
from app.tui.text.listing import NOWHERE, Entry, RowLayout
from app.tui.text.widths.columns import Columns
from app.tui.widgets.choices.drawn_list import MARGIN_COLS, DrawnList
from app.tui.widgets.choices.seen_rows import SeenRows
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.letters import PassesLetters

END_COLS = 1
"""The cells behind the details."""


class SearchList(PassesLetters, DrawnList, can_focus=True):
    """A list of entries with a cursor. Below a line that has the keys it takes no focus: `can_focus`."""

    BINDINGS = bindings("choices")

    @dataclass
    class Chosen(Message):
        """An entry was chosen, with Enter or a click."""

        name: str

    @dataclass
    class CursorMoved(Message):
        """The cursor is at an entry, which takes these rows of the list."""

        y: int
        height: int

    def __init__(
        self,
        layout: RowLayout | None = None,
        *,
        can_focus: bool = True,
        wraps: bool = False,
        empty_text: str = "",
        id: str | None = None,
    ) -> None:
        """Columns with whole names are the layout if no other is given.

        `wraps`: beyond an end the cursor goes on at the other one. `empty_text`: what is shown without an entry.
        """
        super().__init__(layout or Columns(), empty_text, id)
        self.can_focus = can_focus
        self._wraps = wraps
        self._seen = SeenRows()
        self._pressed = ""
        """The name of the entry on which a mouse button was pressed."""

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self._listing.get(self._cursor)

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries that the search has found, all without one."""
        return self._listing.entries

    @property
    def hits(self) -> int:
        """How many entries the search has found; all without one."""
        return len(self._listing.places)

    @property
    def entries_below(self) -> int:
        """How many entries are below the cursor."""
        return sum(place > self._cursor for place in self._listing.places)

    @property
    def has_just_moved(self) -> bool:
        """Whether a click still means the rows as they were before more entries arrived."""
        return self._seen.has_any(Message().time)

    def show(self, entries: Sequence[Entry], *, at: str = "") -> None:
        """Show these entries with the cursor on the one named `at`, else on the first. The query stays."""
        self._note_rows()
        seen = self._find_seen(at)
        self._listing.show(entries)
        self._begin(at, seen)

    def show_found(self, entries: Sequence[Entry], query: str, *, at: str = "") -> None:
        """Show entries that were found elsewhere for a query."""
        if query == self._listing.query:
            self._note_rows()
        else:
            self._seen.clear()
        seen = self._find_seen(at)
        self._listing.show_found(entries, query)
        self._begin(at, seen)

    def search(self, query: str) -> None:
        """Show the entries with the words of a query, the best first. The cursor is on that one."""
        if self._listing.search(query):
            self._seen.clear()
            self._begin("")

    def select_none(self) -> None:
        """Let the cursor be at no entry until it is moved."""
        self._cursor = NOWHERE
        self.refresh()

    def leave_entry(self, name: str) -> None:
        """Move the cursor from an entry that will be gone to the one below it, or above it at the end."""
        if self.entry and self.entry.name == name:
            before = self._cursor
            self._move(1, wraps=False)
            if self._cursor == before:
                self._move(-1, wraps=False)

    def _begin(self, at: str, seen: int | None = None) -> None:
        """Put the cursor on an entry, in the row of the screen where the user saw it."""
        first = next(iter(self._listing.places), 0)
        found = self._listing.find(at) if at else None
        self._cursor = first if found is None else found
        self.refresh(layout=self.styles.auto_dimensions)  # a new layout of the screen costs 5 ms
        self._lay_out(seen)

    def _find_seen(self, name: str) -> int | None:
        """Return the row of the screen that the entry under the cursor has, if it is the one of this name."""
        if name and self.entry and self.entry.name == name and self.size:
            return self._listing.find_rows(self._cursor)[0] - self.scroll_offset.y
        return None

    def action_move(self, by: int) -> None:
        """Move the cursor by so many entries."""
        self._move(by, wraps=self._wraps)

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self._move(direction * max(1, self.size.height - 1), wraps=False)

    def _move(self, by: int, *, wraps: bool) -> None:
        self._seen.clear()
        self._cursor = self._listing.move(self._cursor, by, wraps=wraps)
        self.refresh()
        self._reveal()

    def action_take(self) -> None:
        """Choose the entry under the cursor."""
        if self.entry:
            self.post_message(self.Chosen(self.entry.name))

    # The mouse.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Note the entry that is pressed: it may move before the button is released."""
        cell = find_clicked_cell(self, event)
        self._pressed = ""
        if cell:
            seen = self._seen.find(cell.y, event.time)
            self._pressed = self._find_name(cell.y) if seen is None else seen

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked entry."""
        if find_clicked_cell(self, event) is None or not self._pressed:
            return
        place = self._listing.find(self._pressed)
        if place is not None:
            event.stop()
            self._cursor = place
            self.refresh()
            self.action_take()

    def on_mouse_scroll_down(self) -> None:
        """Note that the user moves the rows."""
        self._seen.clear()

    def on_mouse_scroll_up(self) -> None:
        """Note that the user moves the rows."""
        self._seen.clear()

    def _note_rows(self) -> None:
        """Note what is on screen, before entries arrive."""
        if self._listing.items:
            self._seen.note([self._find_name(y) for y in range(self.size.height)], Message().time)

    def _find_name(self, y: int) -> str:
        """Return the name of the entry in a row of the screen; empty for a heading and below the last one."""
        found = self._listing.find_item(y + self.scroll_offset.y)
        entry = self._listing.get(found[0]) if found else None
        return entry.name if entry else ""

    # The layout.

    def on_resize(self) -> None:
        """Lay the entries out for the new width."""
        self._lay_out()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows that the entries take in this width."""
        return self._listing.lay_out(width - MARGIN_COLS - END_COLS)

    def _lay_out(self, seen: int | None = None) -> None:
        width = self.scrollable_content_region.width
        self.set_size(Size(width, self._listing.lay_out(width - MARGIN_COLS - END_COLS)))
        if seen is not None:
            top = self._listing.find_rows(self._cursor)[0]
            self.scroll_to(y=max(0, top - seen), animate=False, force=True, immediate=True)
        self._reveal()

    def _reveal(self) -> None:
        """Scroll to the cursor."""
        top, height = self._listing.find_rows(self._cursor)
        if height:
            self.scroll_to_region(Region(0, top, 1, height), animate=False, force=True, immediate=True)
            self.post_message(self.CursorMoved(top, height))
