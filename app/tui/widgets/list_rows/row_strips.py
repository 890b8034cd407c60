"""A line of a row of the thread list, painted."""

import time
from collections.abc import Sequence

from textual.strip import Strip

from app.api.requests import ThreadRow
from app.tui.widgets.list_rows.drawing import draw_match, draw_title
from app.tui.widgets.list_rows.looks import Looks
from app.tui.widgets.list_rows.signs import draw_sign, find_sign


class RowPainter:
    """Paints lines of rows in the styles of the list. `query`: the words that are marked."""

    def __init__(self, looks: Looks, width: int, query: str) -> None:
        self._looks, self._width, self._query = looks, width, query

    def paint_title(self, row: ThreadRow, looks: Sequence[str], *, unread: bool, letters: bool) -> Strip:
        """Paint the line with sign, title and age."""
        now = time.time()
        sign = find_sign(row.run_status, unread=unread)
        drawn = draw_sign(sign, now, letters=letters), sign.look
        return self._looks.make_strip(draw_title(row, drawn, self._width, now, self._query), self._width, *looks)

    def paint_match(self, row: ThreadRow, looks: Sequence[str]) -> Strip:
        """Paint the line of a message that was found."""
        return self._looks.make_strip(draw_match(row, self._width, self._query), self._width, *looks)
