"""The row above a message: who wrote it, and when. While the message is chosen, what can be done with it."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from app.tui.history.render.rows import GUTTER_COLS, HEADER_LINE, Row, RowBuilder, join_segments
from app.tui.text.one_line import crop

GAP_COLS = 2
"""Cells between the parts of a header."""


class Caption(NamedTuple):
    """What a header says. `details` are at the right edge; the first are left out where there is no room.

    `above`: a sentence about what is above the message, on a row of its own.
    """

    name: str
    style: str
    """The component class of the name."""
    details: Sequence[str] = ()
    above: str = ""


class Button(NamedTuple):
    """A word in a header that can be clicked, and the cells of the row that it takes."""

    label: str
    start: int = 0
    end: int = 0


class Header(NamedTuple):
    """The row, and its buttons at their places."""

    row: Row
    buttons: Sequence[Button] = ()


def top_rows(builder: RowBuilder, caption: Caption, has_header: bool) -> list[Row]:
    """Make the rows above a header, if it is here: usually none."""
    return [*builder.sentence(caption.above, "history--mark"), builder.blank] if has_header and caption.above else []


def make_header(builder: RowBuilder, caption: Caption, labels: Sequence[str] = ()) -> Header:
    """Make the header of a message, with buttons of these labels. It is always one row."""
    name = crop(caption.name, builder.room)
    used = cell_len(name)
    parts = [builder.gutter, (name, builder.style(caption.style).rich_style)]
    buttons: list[Button] = []
    base, button_style = builder.base.rich_style, builder.style("history--button").rich_style
    for label in labels:
        text = f" {label} "
        if used + GAP_COLS + len(text) > builder.room:
            break
        start = GUTTER_COLS + used + GAP_COLS
        buttons.append(Button(label, start, start + len(text)))
        parts += [(" " * GAP_COLS, base), (text, button_style)]
        used += GAP_COLS + len(text)
    details = list(caption.details)
    while details and used + GAP_COLS + cell_len(" · ".join(details)) > builder.room:
        del details[0]
    detail = " · ".join(details)
    gap = builder.room - used - cell_len(detail)
    parts += [(" " * gap, base), (detail, builder.style("history--detail").rich_style)]
    rest = max(0, builder.width - GUTTER_COLS - builder.room)
    strip = Strip(join_segments([*parts, (" " * rest, base)]), GUTTER_COLS + builder.room + rest)
    if strip.cell_length > builder.width:  # only where the view is narrower than the least room
        strip = strip.crop(0, builder.width)
    return Header(Row(strip, HEADER_LINE), buttons)
