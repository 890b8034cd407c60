"""The rows of the messages that wait for the end of a run, each with its buttons."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from app.tui.text.one_line import crop_text

BUTTONS = ("Edit", "Drop")
MAX_ROWS = 3
MIN_TEXT_COLS = 16
"""Where less is left of a text, its row has no buttons."""


class QueueButton(NamedTuple):
    """A word in a row that can be clicked, and the cells that it takes."""

    label: str
    start: int
    end: int


class QueueRow(NamedTuple):
    """A queued message: its place in the queue, from 0 on, its text and its buttons at the right end."""

    number: int
    text: str
    buttons: Sequence[QueueButton] = ()


def make_rows(texts: Sequence[str], width: int, max_rows: int = MAX_ROWS) -> Sequence[QueueRow]:
    """Make the rows of a queue, the oldest message first; the last row says how many are left out."""
    shown = list(texts)
    if len(shown) > max_rows:
        shown = shown[: max_rows - 1]
    rows = [_make_row(number, text, width) for number, text in enumerate(shown)]
    if left := len(texts) - len(rows):
        rows.append(QueueRow(len(rows), crop_text(f"{left} {'more ' * bool(rows)}queued", width)))
    return rows


def _make_row(number: int, text: str, width: int) -> QueueRow:
    taken = sum(len(label) + 3 for label in BUTTONS)
    label = f"queued {number + 1}  "
    room = width - len(label) - taken
    if room < MIN_TEXT_COLS:
        return QueueRow(number, label + crop_text(text, width - len(label)))
    line = label + crop_text(text, room)
    line += " " * (width - taken - cell_len(line))
    buttons: list[QueueButton] = []
    start = width - taken + 1
    for word in BUTTONS:
        buttons.append(QueueButton(word, start, start + len(word) + 2))
        start += len(word) + 3
    return QueueRow(number, line, buttons)
