"""The text of a row of the thread list, as pieces with their styles."""

from rich.cells import cell_len

from app.api.conversation.thread_labels import ARCHIVED_KEY, is_set, tags_of
from app.api.requests import ThreadRow
from app.tui.text.hits import split_hits
from app.tui.text.one_line import crop, crop_around, format_age, one_line

Pieces = list[tuple[str, str]]
"""Texts, each with the last part of the name of its style; empty for none."""
UNTITLED = "New conversation"
MARGIN_COLS = 5
"""The blanks around sign, title and age, and the sign."""


def draw_title(row: ThreadRow, sign: tuple[str, str], width: int, now: float, query: str) -> Pieces:
    """Draw the first line of a row: the sign, the title with the words of a search, tags, the age at the right."""
    age = format_age(now - row.last_active_at)
    room = max(0, width - MARGIN_COLS - cell_len(age))
    title = crop(one_line(row.title) or UNTITLED, room)
    labels = _fit_labels(row, room - cell_len(title), is_search=bool(query))
    rest = room - cell_len(title) - cell_len(labels)
    character, look = sign
    return [
        (f" {character} ", look),
        *_mark_hits(title, query, ""),
        *_mark_hits(labels, query, "dim"),
        (f"{' ' * rest} {age} ", "dim"),
    ]


def _fit_labels(row: ThreadRow, room: int, *, is_search: bool) -> str:
    """Return the tags that there is room for, none of them cut; among hits first that a conversation is archived."""
    labels = [f"#{one_line(tag)}" for tag in tags_of(row.metadata)]
    if is_search and is_set(row.metadata, ARCHIVED_KEY):
        labels.insert(0, ARCHIVED_KEY)
    shown = ""
    for label in labels:
        if cell_len(shown) + cell_len(label) + 1 <= room:
            shown += f" {label}"
    return shown


def draw_match(row: ThreadRow, width: int, query: str) -> Pieces:
    """Draw the second line of a hit: the matching line of a message, around the words that were found."""
    found = crop_around(one_line(row.match or ""), query, max(0, width - MARGIN_COLS + 1))
    return [("   ", "dim"), *_mark_hits(found, query, "dim")]


def _mark_hits(text: str, query: str, look: str) -> Pieces:
    return [(part, "hit" if is_hit else look) for part, is_hit in split_hits(text, query)]


def count_rows(number: int, *, more: bool, is_search: bool, unindexed: int = 0) -> str:
    """Say how many rows there are; `more`: at least so many. Nothing for none: the list says that itself.

    `unindexed`: how many messages a search may have missed.
    """
    if not number:
        return ""
    if unindexed:
        return f"{count_rows(number, more=more, is_search=is_search)}, {unindexed:,} not indexed"
    what = "hit" if is_search else "conversation"
    plural = "" if number == 1 and not more else "s"
    return f"{number:,}{'+' if more else ''} {what}{plural}"
