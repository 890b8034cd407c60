"""Entries of a list as one row each: the label, its details in dim text beside it, and a key at the right."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from app.tui.text.listing import Entry, Piece
from app.tui.text.one_line import crop, crop_start

GAP_COLS = 2
"""Cells between label, details and key."""
LABEL_SHARE = 0.6
"""Of the width, at most so much is for labels, unless one is longer."""
MIN_DETAILS_COLS = 10
"""Details that have less room are left out."""


class SingleRows:
    """The rows of a list."""

    def __init__(self, *, keeps_end: bool = False) -> None:
        """`keeps_end`: whether a label that is too long loses its beginning, as paths do."""
        self._crop = crop_start if keeps_end else crop
        self._width = self._label_cols = 0

    def fit(self, width: int, entries: Sequence[Entry]) -> None:
        """Lay these entries out in this width."""
        self._width = max(0, width)
        self._label_cols = max((cell_len(one.label) for one in entries), default=0)

    def count_rows(self, _entry: Entry) -> int:
        """Return how many rows an entry takes."""
        return 1

    def draw(self, entry: Entry, _part: int) -> Sequence[Piece]:
        """Return the row of an entry; in a narrow window the details are left out first."""
        key = f"{entry.key} " if entry.key else ""
        room = max(0, self._width - cell_len(key))
        label_cols = min(room, max(self._label_cols, 1))
        if entry.details and room - label_cols < MIN_DETAILS_COLS + 2 * GAP_COLS:
            label_cols = max(min(label_cols, int(self._width * LABEL_SHARE)), min(room, cell_len(entry.label)))
        label = self._crop(entry.label, label_cols)
        rest = room - label_cols
        details = ""
        if rest >= min(MIN_DETAILS_COLS, cell_len(entry.details)) + 2 * GAP_COLS:
            details = " " * GAP_COLS + crop(entry.details, rest - 2 * GAP_COLS)
        gap = " " * max(0, label_cols - cell_len(label))
        return [Piece(label, "name"), Piece(gap), Piece(set_cell_size(details, rest), "details"), Piece(key, "details")]
