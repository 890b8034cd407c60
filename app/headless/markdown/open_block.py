"""Renders a reply while it streams: the block that is still open is drawn again in place until it is complete.

Only the end of an open block that is higher than the screen is drawn, since nothing above the screen can be erased; all
of it is printed once it is complete. Drawing takes a bounded share of the time.
"""

import shutil
import time
from collections.abc import Sequence

from app.headless.markdown.rich_blocks import FENCES, MarkdownBlocks

MIN_PAUSE_S = 0.06
"""Between two drawings: more often is not seen."""
PAUSE_PER_COST = 9
"""The pause after a drawing that took long, as a multiple of what it took: a tenth of the time goes into drawing."""
MAX_OPEN_CHARS = 16_384
"""Of an open block only the end is laid out, if it is longer."""
NO_WRAP, WRAP = "\x1b[?7l", "\x1b[?7h"
"""So that a row takes one row of the screen, whatever width the terminal gives its characters."""
HOLD, RELEASE = "\x1b[?2026h", "\x1b[?2026l"
"""What is written between them is shown at once, by terminals that know them."""
ERASE_BELOW = "\r\x1b[J"


class DrawnRows:
    """The rows of the open block on the screen. The cursor is at the end of the last one."""

    def __init__(self) -> None:
        self._rows: Sequence[str] = ()

    def replace(self, rows: Sequence[str]) -> str:
        """Return what puts these rows in place of those on the screen. Rows at the top that stay are not written."""
        if rows == self._rows:
            return ""
        same = 0
        while same < min(len(rows), len(self._rows)) and rows[same] == self._rows[same]:
            same += 1
        same = max(0, min(same, len(rows) - 1))
        begin = "\n" if self._rows and same == len(self._rows) else self._erase_from(same)
        self._rows = rows
        return f"{HOLD}{NO_WRAP}{begin}" + "\n".join(rows[same:]) + f"{WRAP}{RELEASE}"

    def finish(self, text: str) -> str:
        """Return what puts lines that stay in place of the rows on the screen."""
        erased = self._erase_from(0)
        self._rows = ()
        if not erased:
            return text
        lines = text.removesuffix("\n")
        return f"{HOLD}{erased}{lines}{RELEASE}" + text[len(lines) :]  # the end of a line is seen to be one

    def _erase_from(self, place: int) -> str:
        """Return what moves up to a row, and erases it and all below.

        After the window became narrower a terminal may show more rows than were written; those above then stay: what
        was printed before must not be erased.
        """
        if not self._rows:
            return ""
        up = len(self._rows) - 1 - place
        return (f"\x1b[{up}A" if up else "") + ERASE_BELOW


class RedrawnMarkdown:
    """Takes text that is safe for a terminal. Returns complete blocks, and the open one as it is by then."""

    def __init__(
        self, max_cols: int, *, min_pause_s: float = MIN_PAUSE_S, pause_per_cost: float = PAUSE_PER_COST
    ) -> None:
        self._min_pause_s, self._pause_per_cost = min_pause_s, pause_per_cost
        self._blocks = MarkdownBlocks(max_cols)
        self._drawn = DrawnRows()
        self._is_stale = False
        self._next_at = 0.0

    @property
    def delay_s(self) -> float | None:
        """In how many seconds the open block is to be drawn; None if all of it is on the screen."""
        return max(0.0, self._next_at - time.monotonic()) if self._is_stale else None

    def feed(self, text: str) -> str:
        """Add text; return what is complete by it, and the open block if it is time to draw it."""
        complete = self._blocks.feed(text)
        shown = self._drawn.finish(complete) if complete else ""
        self._is_stale = True
        return shown + self.catch_up()

    def catch_up(self) -> str:
        """Return what draws the open block, if it is time for that."""
        started_at = time.monotonic()
        if not self._is_stale or started_at < self._next_at:
            return ""
        self._is_stale = False
        rows = self._blocks.preview(shorten(self._blocks.open_text)).split("\n")
        height = max(1, shutil.get_terminal_size().lines - 1)
        shown = self._drawn.replace(rows[-height:] if any(rows) else ())
        took_s = time.monotonic() - started_at
        self._next_at = started_at + took_s + max(self._min_pause_s, took_s * self._pause_per_cost)
        return shown

    def end(self) -> str:
        """Return the block that is open: no more text belongs to it."""
        self._is_stale, self._next_at = False, 0.0
        return self._drawn.finish(self._blocks.end())


def shorten(text: str) -> str:
    """Return the end of an open block that is long, still as a block of its kind."""
    if len(text) <= MAX_OPEN_CHARS:
        return text
    end = text[-MAX_OPEN_CHARS:]
    end = end[end.find("\n") + 1 :]
    if text.lstrip().startswith(FENCES):
        opening, _, _ = text.lstrip().partition("\n")
        return f"{opening}\n{end}"
    return end
