"""Rows of text in columns under a header, and how times, durations and numbers are written in them."""

import time
import unicodedata
from collections.abc import Iterable, Sequence

from app.api.objects import Run
from app.headless.clean_text import clean

GAP = "  "
MAX_PADDED_COLS = 60
"""A longer text does not push the next column of all other rows away."""
WIDE = "WF"
"""East Asian widths that take two cells of a terminal."""


def lay_out(header: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[str] = ()) -> list[str]:
    """Return the header and the rows as lines, safe for a terminal; no lines at all without rows.

    A column is as wide as its widest text. `numbers`: the headers of columns that are aligned at the right.
    """
    table = [[clean(" ".join(cell.split())) for cell in row] for row in rows]
    if not table:
        return []
    table.insert(0, [*header])
    widths = [
        max(cols for row in table if (cols := count_cols(row[place])) <= MAX_PADDED_COLS)
        for place in range(len(header))
    ]
    at_right = [name in numbers for name in header]
    return [GAP.join(map(pad, row, widths, at_right)).rstrip() for row in table]


def pad(text: str, width: int, at_right: bool) -> str:
    """Return the text with spaces up to the width in cells."""
    spaces = " " * (width - count_cols(text))
    if at_right:
        return spaces + text
    return text + spaces


def count_cols(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in WIDE) for one in text)


def local_time(seconds: int) -> str:
    """Format a Unix time in the time zone of this machine."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def duration_of(run: Run, now: float | None = None) -> str:
    """Return how long a run took, or takes until now, in whole seconds as the API counts; empty if it is not known."""
    seconds = run.seconds_taken(now or time.time())
    if seconds is None:
        return ""
    return format_duration(seconds)


def format_duration(seconds: int) -> str:
    """Format a duration in its two largest units."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes_left:02} min"
    if minutes:
        return f"{minutes} min {rest:02} s"
    return f"{rest} s"


def tokens_of(run: Run) -> tuple[str, str]:
    """Return the tokens that went in and came out; empty while they are not known, or where none were counted."""
    usage = run.usage
    if usage is None or not usage.total_tokens:
        return "", ""
    return f"{usage.prompt_tokens:,}", f"{usage.completion_tokens:,}"
