"""The signs in the thread list that move: those of the runs that are going on."""

import time
from collections.abc import Sequence

from textual.geometry import Region
from textual.scroll_view import ScrollView

from app.tui.theme.no_colour import shows_letters
from app.tui.widgets.frames.motion import Motion
from app.tui.widgets.frames.spinner import find_frame
from app.tui.widgets.list_rows.line_places import Lines

SIGN_COL = 1


class MovingSigns:
    """Paints the cells of the spinners on the screen when they look different, and nothing else."""

    def __init__(self, widget: ScrollView, motion: Motion) -> None:
        self._widget = widget
        self._motion = motion
        self._rows: Sequence[int] = ()
        self._lines = Lines(0)
        self._frame = ""

    def show(self, rows: Sequence[int], lines: Lines) -> None:
        """Move the signs of these rows, whose lines these are."""
        self._rows, self._lines = rows, lines
        if rows and not shows_letters(self._widget):
            self._motion.start(self._widget, self._draw)
        else:
            self.close()

    def close(self) -> None:
        """Move none any more."""
        self._motion.stop(self._draw)

    def _draw(self) -> None:
        frame = find_frame(time.time())
        if frame == self._frame:
            return
        self._frame = frame
        top, height = self._widget.scroll_offset.y, self._widget.scrollable_content_region.height
        for row in self._rows:
            y = self._lines.find_row(row) - top
            if 0 <= y < height:
                self._widget.refresh(Region(SIGN_COL, y, 1, 1))
