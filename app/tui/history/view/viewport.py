"""The place of the view in the history.

The view is anchored at a message and a row of it, not at a row number: the heights above are estimates, and when they
become exact nothing on screen may shift.
"""

from app.tui.history.document.document import Document, Place
from app.tui.history.render.rows import RowBuilder

MAX_WALK_SCREENS = 4
"""A scroll over more screens than this jumps by the estimated heights; a shorter one is walked by exact heights."""


class Viewport:
    """The part of a document that is in view. It follows the end, or keeps its place while the document changes."""

    def __init__(self, document: Document) -> None:
        self.top = Place(0, 0)
        self.height = 0
        """Rows of the view; 0 while it is hidden."""
        self.has_newer = False
        """Whether newer messages are stored than the document has: its end is not that of the thread."""
        self._document = document
        self._width = 0
        self._follows_while_hidden = True

    @property
    def y(self) -> int:
        """Rows above the view, as far as heights are known."""
        return self._document.above(self.top)

    @property
    def following(self) -> bool:
        """Whether the view is at the end, so that new text keeps it there. Read it before the document changes."""
        if self.height == 0:
            return self._follows_while_hidden and not self.has_newer
        return self._is_at_end(self.height)

    @property
    def is_near_top(self) -> bool:
        """Whether fewer than two screens are left above the view."""
        return self.height > 0 and self.y < 2 * self.height

    @property
    def is_near_bottom(self) -> bool:
        """Whether fewer than two screens are left below the view."""
        return self.height > 0 and self._document.heights.total - self.y < 3 * self.height

    @property
    def last_slot(self) -> int:
        """The slot of the last row in view."""
        return self._document.walk(self.top, self.height - 1).slot

    def to_end(self) -> None:
        """Show the end."""
        if self.height == 0:
            self._follows_while_hidden = True
            self.top = Place(0, 0)
        else:
            self.top = self._document.end(self.height)

    def go(self, place: Place) -> None:
        """Show this place at the top, or the end if that is nearer."""
        self.top = place
        self._measure()
        if self.y > self._document.heights.total - self.height:
            self.to_end()

    def reveal(self, slot: int) -> None:
        """Scroll as far as needed to see a message, or its beginning when it is higher than the view."""
        size = len(self._document.rows(slot))
        begin = self._document.heights.before(slot)
        if begin < self.y or size >= self.height:
            self.go(Place(slot, 0))
        elif begin + size > self.y + self.height:
            self.go(self._document.walk(Place(slot, size - 1), 1 - self.height))

    def scroll(self, old_y: int, new_y: int) -> None:
        """Move from one row number to another. What is on screen moves by exactly as many rows, except in a jump."""
        step = new_y - old_y
        end = self._end_y(self.height)
        if abs(step) > MAX_WALK_SCREENS * self.height:
            self.top = self._document.jump(new_y)
        else:
            self.top = self._document.walk(self.top, step)
        self._measure()
        if self._end_y(self.height) <= self.y or (step > 0 and new_y >= end):
            self.to_end()

    def keep_place(self, *, follow: bool) -> None:
        """Stay at the same row after the document has changed, or at the end. `follow` is from before the change."""
        if follow:
            self.to_end()
        else:
            slot = min(self.top.slot, len(self._document.entries))
            self.go(self._document.walk(Place(slot, self.top.row), 0))  # the row at the top may be gone

    def shift(self, slots: int) -> None:
        """Stay at the same row after so many messages were put in above."""
        self.top = self.top._replace(slot=self.top.slot + slots)

    def resize(self, height: int, rows: RowBuilder) -> None:
        """Take another size (`rows` has the width), and keep the end or the top row in place."""
        if height == 0:  # hidden: changes meanwhile do not affect whether it follows
            self._follows_while_hidden = self.following
            self.height = 0
            return
        # The end of the new size counts as well as that of the old: a higher input box must not stop the following.
        follow = self.following or (self.height > 0 and self._is_at_end(height))
        self.height = height
        self._document.row_builder.height = height
        self._document.measure_notes()  # a welcome says more in a higher view
        place = self.top
        if rows.width != self._width:
            self._width = rows.width
            place = self._rewrap(rows, exact=not follow)
        if follow:
            self.to_end()
        else:
            self.go(place)

    def _rewrap(self, rows: RowBuilder, *, exact: bool) -> Place:
        """Measure the document for another width. Return the new top, at the same fraction of its message."""
        slot, row = self.top
        heights = self._document.heights.values
        old = heights[slot] if slot < len(heights) else 1
        self._document.rebuild(rows)
        self._document.measure()
        if not exact:
            return self.top
        new = len(self._document.rows(slot))
        return Place(slot, max(0, min(new - 1, row * new // max(1, old))))

    def _end_y(self, height: int) -> int:
        return max(0, self._document.heights.total - height)

    def _is_at_end(self, height: int) -> bool:
        return not self.has_newer and self.y >= self._end_y(height) - 1

    def _measure(self) -> None:
        """Make the heights of all messages in view exact."""
        slot, row = self.top
        left = self.height + row
        while left > 0 and slot <= len(self._document.entries):
            left -= len(self._document.rows(slot))
            slot += 1
