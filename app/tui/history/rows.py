"""Lines to rows: wrapping, styles and the strips that are painted."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from app.tui.history.lines import Line
from app.tui.history.wrapping import breaks

GUTTER = 2
"""Cells left of the text: the mark of the chosen message stands there."""
MARGIN = 1
"""Cells right of the text."""
NOTHING, MORE = -1, -2
"""What a row is that belongs to no line: nothing to select (headers, marks, notes), or what unfolds a long message."""


class Row(NamedTuple):
    """One row on screen. The strip is as wide as the view, so painting it costs no new strip (see `viewport.py`)."""

    strip: Strip
    line: int = NOTHING
    """The logical line in its message, or one of the two above."""
    start: int = 0
    """The character of the line at which this row begins."""
    skip: int = 0
    """Segments before the text."""
    end: int = 0
    """Segments up to the end of the text: what follows is padding."""


class Painter:
    """Makes rows for one width and one theme. Whoever keeps rows keeps the painter, and drops both together."""

    def __init__(self, width: int, room: int, base: Style, look: Callable[[str], Style]) -> None:
        """`width` of rows, `room` in it (gutter and margin included), the style under all, what a style name means."""
        self.width = width
        self.room = max(8, room - GUTTER - MARGIN)
        self.base = base
        self._look = look
        self._styles: dict[str, Style] = {}
        self._pad = Segment(" " * GUTTER, base.rich_style)
        self.blank = Row(Strip.blank(width, base.rich_style))

    def style(self, style: str | Style) -> Style:
        """The style of a component class, or of a theme expression such as pygments' token styles have."""
        if isinstance(style, Style):
            return style
        if style not in self._styles:
            self._styles[style] = self._look(style)
        return self._styles[style]

    def rows(self, line: Line, number: int = NOTHING) -> list[Row]:
        """The rows of a logical line; `number` is its place in the message."""
        style = self.base + self.style(line.style) if line.style else self.base
        content, room = line.content, self.room - max(_cells(line.first), _cells(line.rest))
        if content.cell_length <= room:
            return [self._row(line.first, content, style, number, 0)]
        cuts = breaks(content.plain, max(2, room))
        pieces = content.divide(cuts) if cuts else [content]
        return [
            self._row(line.rest if start else line.first, piece.rstrip(), style, number, start)
            for start, piece in zip([0, *cuts], pieces, strict=True)
        ]

    def words(self, text: str, component: str, number: int = NOTHING) -> list[Row]:
        """Rows of a sentence of our own: a header, a mark, a note."""
        return self.rows(Line(Content(text), style=component), number)

    def _row(self, prefix: str, content: Content, style: Style, number: int, start: int) -> Row:
        segments = [self._pad]
        if prefix:
            mark = style + self.style("history--prefix")
            segments.append(Segment(prefix, Style(style.background, mark.foreground).rich_style))
        skip = len(segments)
        used = GUTTER + _cells(prefix) + content.cell_length
        if content:
            rendered = content.render(style, end="", parse_style=self.style)
            segments += [Segment(text, text_style.rich_style) for text, text_style in rendered if text]
        end = len(segments)
        if used < self.width:
            fill = Style(style.background, style.foreground)  # an underline ends with its text
            segments.append(Segment(" " * (self.width - used), fill.rich_style))
        strip = Strip(segments, max(used, self.width))
        if used > self.width:  # only where the view is narrower than the least room
            strip = strip.crop(0, self.width)
        return Row(strip, number, start, skip, min(end, len(strip)))


def _cells(prefix: str) -> int:
    return len(prefix)  # bullets, bars, digits and arrows are one cell each


def texts(rows: Sequence[Row]) -> list[str]:
    """What the rows say, for reading them in words."""
    return [row.strip.text.rstrip() for row in rows]
