"""The rows of the thread list that were read: a part of the whole list without gaps, which grows at both ends."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import structs

from app.api.conversation.thread_labels import ARCHIVED_KEY, PINNED_KEY, is_set
from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.tui.widgets.list_rows.edges import Where

PAGE_SIZE = 100


class ListedRows:
    """The rows, pinned ones first, then by their last activity; hits of a search have an order of their own."""

    def __init__(self) -> None:
        self.rows: list[ThreadRow] = []
        self.is_archive = False
        """Whether the archived threads are listed, in place of the others."""
        self.more_above = False
        self.more_below = False
        self.unindexed = 0
        """How many messages a search may have missed, as its newest page says."""

    def clear(self) -> None:
        """Forget all rows."""
        self.rows, self.more_above, self.more_below, self.unindexed = [], False, False, 0

    def find(self, thread_id: str | None) -> ThreadRow | None:
        """Return the row of a thread, if it was read."""
        return next((row for row in self.rows if row.id == thread_id), None)

    def drop(self, thread_id: str) -> None:
        """Remove the row of a deleted thread."""
        self.rows = [row for row in self.rows if row.id != thread_id]

    def change(self, thread_id: str, change: Callable[[ThreadRow], ThreadRow]) -> bool:
        """Change the row of a thread; whether there is one that became another."""
        for at, row in enumerate(self.rows):
            if row.id == thread_id:
                self.rows[at] = change(row)
                return self.rows[at] != row
        return False

    def update(self, newer: Iterable[ThreadRow]) -> None:
        """Take these rows in place of older ones; what a search has found in them stays."""
        known = {row.id: row for row in newer}
        self.rows = [structs.replace(known.get(row.id, row), match=row.match) for row in self.rows]

    def find_border(self, where: Where) -> str | None:
        """Return the id of the row next to a page; None where a page at an end of the list needs none."""
        if not self.rows or where in ("first", "last"):
            return None
        return self.rows[-1 if where == "next" else 0].id

    def make_query(self, where: Where, text: str | None) -> ThreadQuery:
        """Return the query for a page. Without rows it is the first one."""
        query = ThreadQuery(
            limit=PAGE_SIZE,
            q=text,
            pinned=None if text or self.is_archive else "first",
            archived="only" if self.is_archive else None,
        )
        border = self.find_border(where)
        if where == "last":
            return structs.replace(query, order="asc")
        if where == "next":
            return structs.replace(query, after=border)
        return structs.replace(query, before=border)

    def add(self, where: Where, listing: Listing[ThreadRow]) -> None:
        """Add the page that was read with `make_query`."""
        self.unindexed = listing.unindexed or 0
        match where:
            case "first":
                self.rows, self.more_above, self.more_below = [*listing.data], False, listing.has_more
            case "previous":
                self.rows, self.more_above = _join(listing.data, self.rows), listing.has_more
            case "next":
                self.rows, self.more_below = _join(self.rows, listing.data), listing.has_more
            case "last":
                end = listing.data[::-1]
                known = {row.id for row in self.rows}
                if any(row.id in known for row in end):  # the end begins within the rows that are here
                    self.rows = _join(self.rows, end)
                else:
                    self.rows, self.more_above = end, listing.has_more
                self.more_below = False

    def renew(self, newest: Listing[ThreadRow], *, is_search: bool) -> None:
        """Take the newest page, read again. Rows far from it stay, except those that have moved into it."""
        self.unindexed = newest.unindexed or 0
        fresh = {row.id for row in newest.data}
        end = (False, float("-inf"))
        if newest.has_more:
            end = self._find_place(newest.data[-1])
        if self.more_above and self.rows and self._find_place(self.rows[0]) < end:
            self.rows = [row for row in self.rows if row.id not in fresh]
            return
        # A row that belongs above the page's last one and not on the page is deleted; hits have another order.
        older = [row for row in self.rows if row.id not in fresh and (is_search or self._find_place(row) <= end)]
        self.rows, self.more_above = [*newest.data, *older], False
        self.more_below = self.more_below if older else newest.has_more

    def move(self, row: ThreadRow) -> None:
        """Put a row where it belongs now that it is pinned or not; remove it if it is not listed any more."""
        self.drop(row.id)
        if is_set(row.metadata, ARCHIVED_KEY) != self.is_archive:
            return
        place = sum(1 for other in self.rows if self._find_place(other) > self._find_place(row))
        is_above, is_below = place == 0 and self.more_above, place == len(self.rows) and self.more_below
        if not is_above and not is_below:
            self.rows.insert(place, row)

    def _find_place(self, row: ThreadRow) -> tuple[bool, float]:
        """Return where a row belongs: the greater, the further above."""
        return is_set(row.metadata, PINNED_KEY) and not self.is_archive, row.last_active_at


def _join(above: Sequence[ThreadRow], below: Sequence[ThreadRow]) -> list[ThreadRow]:
    """Return the rows of both, each once, as the upper part has it."""
    known = {row.id for row in above}
    return [*above, *(row for row in below if row.id not in known)]
