"""The lines of a text area in rows, broken where the history breaks them."""

from itertools import count

from textual.widgets.text_area import Location, WrappedDocument

from app.tui.text.widths.wrapping import breaks

MIN_COLS = 2
"""Of a row with a wide character."""


class KinsokuDocument(WrappedDocument):
    """A document whose rows obey the rules of Japanese, where Textual's break at spaces only.

    Textual's stay for ASCII, where the rules are the same, and for a line with a tab, whose width depends on its place.
    """

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Break all lines into rows of this width; 0: into none."""
        super().wrap(width, tab_width)
        self._break_again(0, self.document.line_count)

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Break the lines of an edit, which was made before."""
        super().wrap_range(start, old_end, new_end)
        self._break_again(min(start[0], old_end[0]), max(start[0], new_end[0]) + 1)

    def _break_again(self, first: int, end: int) -> None:
        """Break these lines by our rules, and number the rows of all."""
        if self._width < MIN_COLS:
            return
        lines = self.document.lines[first:end]
        ours = [at for at, line in enumerate(lines, first) if not line.isascii() and "\t" not in line]
        for at in ours:
            self._wrap_offsets[at] = breaks(self.document.get_line(at), self._width, spaces_hang=False)
        if not ours:
            return
        y = count()
        self._line_index_to_offsets, self._offset_to_line_info = [], []
        for at, cuts in enumerate(self._wrap_offsets):
            rows = range(len(cuts) + 1)
            self._line_index_to_offsets.append([next(y) for _ in rows])
            self._offset_to_line_info += [(at, row) for row in rows]
