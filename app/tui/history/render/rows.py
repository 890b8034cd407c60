"""Lines to rows: wrapping, styles and the strips that are painted."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from app.tui.history.render.lines import Line
from app.tui.history.render.wrapping import breaks

GUTTER_COLS = 2
"""Cells left of the text: the mark of the chosen message stands there."""
MARGIN_COLS = 1
"""Cells right of the text."""
NO_LINE = -1
MORE_LINE = -2
"""What a row is that belongs to no line: nothing to select (headers, marks, notes), or what unfolds a long message."""


class Row(NamedTuple):
    """One row on screen. The strip is as wide as the view, so painting it costs no new strip."""

    strip: Strip
    line: int = NO_LINE
    """The logical line in its message, or one of the two above."""
    start: int = 0
    """The character of the line at which this row begins."""
    skip: int = 0
    """Characters of the strip before the text."""
    end: int = 0
    """Characters up to the end of the text: what follows is padding."""


COMPONENT_CLASSES = (
    "history--user",
    "history--assistant",
    "history--heading",
    "history--subheading",
    "history--prefix",
    "history--rule",
    "history--link",
    "history--address",
    "history--inline-code",
    "history--code",
    "history--code-header",
    "history--more",
    "history--mark",
    "history--status",
    "history--error",
    "history--cursor",
)
"""The names of styles in rows; styles.tcss has what they look like."""


class Look(NamedTuple):
    """All styles that rows depend on. Two looks that are equal make the same rows."""

    theme: str
    """The name of the theme: the styles of code name its variables."""
    base: Style
    """The style under all."""
    components: Mapping[str, Style]
    """The styles of the component classes."""


NO_LOOK = Look("", Style.null(), {})
"""Before the widget has its styles."""


class RowBuilder:
    """Makes rows for one width and one look. Rows are kept with their builder, and dropped with it."""

    def __init__(self, width: int, room: int, look: Look) -> None:
        """`width` of rows, `room` for text in it (gutter and margin included)."""
        self.width = width
        self.room = max(8, room - GUTTER_COLS - MARGIN_COLS)
        self.look = look
        self.base = look.base
        self._styles = dict(look.components)
        self._pad = (" " * GUTTER_COLS, self.base.rich_style)
        self.blank = Row(Strip.blank(width, self.base.rich_style))

    def style(self, style: str | Style) -> Style:
        """The style of a component class, or of a theme expression such as pygments' token styles have."""
        if isinstance(style, Style):
            return style
        if style not in self._styles:
            self._styles[style] = Style.parse(style)
        return self._styles[style]

    def rows(self, line: Line, number: int = NO_LINE) -> list[Row]:
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

    def sentence(self, text: str, component: str, number: int = NO_LINE) -> list[Row]:
        """Rows of a sentence of our own: a header, a mark, a note."""
        return self.rows(Line(Content(text), style=component), number)

    def _row(self, prefix: str, content: Content, style: Style, number: int, start: int) -> Row:
        parts: list[tuple[str, RichStyle]] = [self._pad]
        if prefix:
            mark = style + self.style("history--prefix")
            parts.append((prefix, Style(style.background, mark.foreground).rich_style))
        skip = GUTTER_COLS + len(prefix)
        used = GUTTER_COLS + _cells(prefix) + content.cell_length
        if content:
            rendered = content.render(style, end="", parse_style=self.style)
            parts += [(text, text_style.rich_style) for text, text_style in rendered if text]
        if used < self.width:
            fill = Style(style.background, style.foreground)  # an underline ends with its text
            parts.append((" " * (self.width - used), fill.rich_style))
        strip = Strip(joined(parts), max(used, self.width))
        if used > self.width:  # only where the view is narrower than the least room
            strip = strip.crop(0, self.width)
        return Row(strip, number, start, skip, skip + len(content))


def joined(parts: Iterable[tuple[str, RichStyle]]) -> list[Segment]:
    """Segments, fewer than parts: blanks look the same in any colour.

    Each segment is 40 bytes of colour codes for the terminal, in every frame that shows it. Highlighted code has one
    for each blank.
    """
    out: list[tuple[str, RichStyle]] = []
    for text, style in parts:
        before, old = out[-1] if out else ("", style)
        if style == old:
            pass
        elif not (style.bgcolor == old.bgcolor and _bare(style) and _bare(old)):
            before = ""
        elif text.isspace():
            style = old
        elif not before.isspace():
            before = ""
        if before:
            out.pop()
        out.append((before + text, style))
    return [Segment(text, style) for text, style in out]


def _bare(style: RichStyle) -> bool:
    """Whether a blank in this style shows nothing but its background."""
    return not (style.underline or style.strike or style.reverse or style.overline or style.underline2 or style.link)


def _cells(prefix: str) -> int:
    return len(prefix)  # bullets, bars, digits and arrows are one cell each
