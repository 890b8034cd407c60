"""The text of a row of the thread list, as pieces with their styles."""

from rich.cells import cell_len, set_cell_size

from app.api.requests import ThreadRow
from app.tui.text.hits import split_hits
from app.tui.text.one_line import crop, crop_around, format_age, one_line

Pieces = list[tuple[str, str]]
"""Texts, each with the last part of the name of its style; empty for none."""
UNTITLED = "New conversation"
MARGIN_COLS = 5
"""The blanks around sign, title and age, and the sign."""


def draw_title(row: ThreadRow, sign: tuple[str, str], width: int, now: float, query: str) -> Pieces:
    """Draw the first line of a row: the sign, the title with the words of a search, the age at the right."""
    age = format_age(now - row.last_active_at)
    room = max(0, width - MARGIN_COLS - cell_len(age))
    title = set_cell_size(crop(one_line(row.title) or UNTITLED, room), room)
    character, look = sign
    return [(f" {character} ", look), *_mark_hits(title, query, ""), (f" {age} ", "dim")]


def draw_match(row: ThreadRow, width: int, query: str) -> Pieces:
    """Draw the second line of a hit: the matching line of a message, around the words that were found."""
    found = crop_around(one_line(row.match or ""), query, max(0, width - MARGIN_COLS + 1))
    return [("   ", "dim"), *_mark_hits(found, query, "dim")]


def _mark_hits(text: str, query: str, look: str) -> Pieces:
    return [(part, "hit" if is_hit else look) for part, is_hit in split_hits(text, query)]


def count_rows(number: int, *, more: bool, is_search: bool) -> str:
    """Say how many rows there are; `more`: at least so many. Nothing for none: the list says that itself."""
    if not number:
        return ""
    what = "hit" if is_search else "conversation"
    plural = "" if number == 1 and not more else "s"
    return f"{number:,}{'+' if more else ''} {what}{plural}"
