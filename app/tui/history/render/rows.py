"""Lines to rows: wrapping, styles and the strips that are painted."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from app.tui.history.render.code.colouring import ColouringQueue
from app.tui.history.render.lines import Line
from app.tui.text.widths.wrapping import breaks, visible_part

if TYPE_CHECKING:
    from app.tui.pictures.boxes import PictureBoxes, PicturePart

GUTTER_COLS = 2
"""Cells left of the text, for the mark of the chosen message."""
MARGIN_COLS = 1
"""Cells right of the text."""
NO_LINE = -1
"""The `line` of rows that belong to no logical line: headers, marks and notes."""
MORE_LINE = -2
"""The `line` of the row that unfolds a long message."""
REASONING_LINE = -3
"""The `line` of the row that opens and closes the reasoning of a run."""
HEADER_LINE = -4
"""The `line` of the row above a message that says who wrote it."""
ANSWER_LINE = -5
"""The `line` of the row that says how to answer the calls that a run waits for."""
PROSE_COLS = 100
"""Longer rows of prose are hard to read. Code and tables may be wider."""
BAR = "▌ "
"""Left of what belongs together; as wide as the gutter."""

WRAPPED = -1
"""The shift of code that is wrapped, not scrolled."""
CUT_LEFT, CUT_RIGHT = "‹", "›"
"""Beside a line of code that goes on there."""

JOINER = "\u200d"
"""Joins an emoji to the next. At the end of a text, whose next piece has not come, it would join the padding."""


class Row(NamedTuple):
    """One row on screen. The strip is as wide as the view, so painting it costs no new strip."""

    strip: Strip
    line: int = NO_LINE
    """The number of the logical line in its message, or one of those above."""
    start: int = 0
    """The index in the line at which this row begins."""
    skip: int = 0
    """Characters of the strip before the text."""
    end: int = 0
    """Characters of the strip up to the end of the text: what follows is padding."""
    picture: "PicturePart | None" = None
    """What is painted over the strip, once it is decoded."""


HIT = "history--hit"
"""The style of what is looked for."""
HEADINGS = tuple(f"history--h{level}" for level in range(1, 7))
"""The styles of the six levels of headings."""
COMPONENT_CLASSES = (
    "history--user",
    "history--user-bar",
    "history--assistant",
    "history--detail",
    "history--button",
    *HEADINGS,
    "history--prefix",
    "history--rule",
    "history--link",
    "history--address",
    "history--inline-code",
    "history--code",
    "history--code-header",
    "history--added",
    "history--removed",
    "history--more",
    "history--reasoning",
    "history--mark",
    "history--status",
    "history--error",
    "history--warning",
    "history--reason",
    "history--keys",
    "history--now",
    "history--spinner",
    "history--cursor",
    HIT,
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
    prose_cols: int = PROSE_COLS
    """Prose is at most so wide."""
    draws_pictures: bool = False
    """Whether pictures have rows of their own."""


NO_LOOK = Look("", Style.null(), {})
"""The look before the widget has its styles."""


class RowBuilder:
    """Makes rows for one width and one look. Rows are kept with their builder, and dropped with it."""

    def __init__(self, width: int, room: int, look: Look, height: int = 0, bar: str = "") -> None:
        """`width` of rows, `room` for text in it (gutter and margin included).

        `height`: rows of the view. `bar`: the component class of a bar in the gutter; without one the gutter is blank.
        """
        self.width = width
        self.height = height
        self.wide_room = max(8, room - GUTTER_COLS - MARGIN_COLS)
        """The cells for code and tables."""
        self.room = min(look.prose_cols, self.wide_room)
        """The cells for prose."""
        self.look = look
        self.base = look.base
        self._styles = dict(look.components)
        self.gutter = (" " * GUTTER_COLS, self.base.rich_style)
        if bar:
            self.gutter = (BAR, self.style(bar).rich_style)
        self.seen_width = room
        """The cells of a row that no scrollbar covers."""
        self.colouring = ColouringQueue()
        """Blocks of code in the rows, which wait for their colours."""
        self.pictures: PictureBoxes | None = None
        """The boxes of pictures; None while there are none."""
        self._barred: dict[str, RowBuilder] = {}
        self._shifted: dict[int, RowBuilder] = {}
        self._code_shift = WRAPPED
        self.blank = Row(Strip.blank(width, self.base.rich_style))

    def following(self, old: "RowBuilder") -> "RowBuilder":
        """Return this builder, in the place of another: what waits for colours has one queue, pictures are the same."""
        self.colouring, self.pictures = old.colouring, old.pictures
        return self

    def barred(self, component: str) -> "RowBuilder":
        """Return a builder of the same rows with a bar at their left, in the style of a component class."""
        if component not in self._barred:
            self._barred[component] = RowBuilder(self.width, self.seen_width, self.look, self.height, component)
        return self._barred[component]

    def shifted(self, code_shift: int) -> "RowBuilder":
        """Return a builder of the same rows whose code is scrolled by so many cells."""
        if code_shift == WRAPPED:
            return self
        if code_shift not in self._shifted:
            builder = self._shifted[code_shift] = RowBuilder(self.width, self.seen_width, self.look, self.height)
            builder._code_shift = code_shift
            builder.colouring = self.colouring
        return self._shifted[code_shift]

    def style(self, style: str | Style) -> Style:
        """Return the style of a component class, or of a theme expression, which highlighted code uses."""
        if isinstance(style, Style):
            return style
        if style not in self._styles:
            self._styles[style] = Style.parse(style)
        return self._styles[style]

    def rows(self, line: Line, number: int = NO_LINE) -> list[Row]:
        """Make the rows of a logical line. `number` is its place in the message."""
        style = self.base + self.style(line.style) if line.style else self.base
        room = self.wide_room if line.is_wide else self.room
        content, room = line.content, room - max(_prefix_cols(line.first), _prefix_cols(line.rest))
        if content.plain.endswith(JOINER):
            content = content[: len(content.plain.rstrip(JOINER))]
        if line.is_code and self._code_shift != WRAPPED:
            return [self._scrolled_row(line, content, style, number)]
        if content.cell_length <= room:
            return [self._row(line.first, content, style, number, 0)]
        cuts = breaks(content.plain, max(2, room))
        pieces = content.divide(cuts) if cuts else [content]
        prefixes = [line.first] + [line.rest] * len(cuts)
        return [
            self._row(prefix, piece.rstrip(), style, number, start)
            for prefix, piece, start in zip(prefixes, pieces, [0, *cuts], strict=True)
        ]

    def _scrolled_row(self, line: Line, content: Content, style: Style, number: int) -> Row:
        """Make the one row of a line of code that is scrolled sideways, with a mark at each end that is cut."""
        room = self.wide_room - _prefix_cols(line.first) - len(CUT_RIGHT)
        part = visible_part(content.plain, self._code_shift, max(1, room))
        prefix = line.first
        if part.start:
            prefix = prefix[:-1] + CUT_LEFT
        tail = CUT_RIGHT if part.end < len(content) else ""
        return self._row(prefix, content[part.start : part.end], style, number, part.start, tail)

    def sentence(self, text: str, component: str, number: int = NO_LINE) -> list[Row]:
        """Make the rows of a sentence of the app's own: a header, a mark, a note."""
        return self.rows(Line(Content(text), style=component), number)

    def _row(self, prefix: str, content: Content, style: Style, number: int, start: int, tail: str = "") -> Row:
        parts: list[tuple[str, RichStyle]] = [self.gutter]
        if prefix:
            mark = style + self.style("history--prefix")
            parts.append((prefix, Style(style.background, mark.foreground).rich_style))
        skip = GUTTER_COLS + len(prefix)
        used = GUTTER_COLS + _prefix_cols(prefix) + content.cell_length
        if content:
            rendered = content.render(style, end="", parse_style=self.style)
            parts += [(text, _rich_style(text_style)) for text, text_style in rendered if text]
        if tail:
            mark = style + self.style("history--prefix")
            parts.append((tail, Style(style.background, mark.foreground).rich_style))
            used += len(tail)
        if used < self.width:
            fill = Style(style.background, style.foreground)  # an underline ends with its text
            end = self.width
            if style is not self.base and self.room < self.wide_room:  # a background ends where prose does
                end = max(used, GUTTER_COLS + self.room)
            parts.append((" " * (end - used), fill.rich_style))
            parts.append((" " * (self.width - end), self.base.rich_style))
        strip = Strip(join_segments(parts), max(used, self.width))
        if used > self.width:  # only where the view is narrower than the least room
            strip = strip.crop(0, self.width)
        return Row(strip, number, start, skip, skip + len(content))


def _rich_style(style: Style) -> RichStyle:
    rich_style = style.rich_style
    if style.link is not None:
        # Rich makes an id for each style, and terminals take the words and rows of one link for several.
        rich_style._link_id = str(hash(style.link))  # pyright: ignore[reportPrivateUsage]  # there is no other way to set it (rich 15)
    return rich_style


def join_segments(parts: Iterable[tuple[str, RichStyle]]) -> list[Segment]:
    """Join parts that can share a style into few segments: blanks look the same in any colour.

    Each segment costs 40 bytes of colour codes for the terminal, in every frame that shows it. Highlighted code has one
    for each blank.
    """
    out: list[tuple[str, RichStyle]] = []
    for text, style in parts:
        if not text:
            continue
        shared = _shared_style(*out[-1], text, style) if out else None
        if shared is None:
            out.append((text, style))
        else:
            out[-1] = (out[-1][0] + text, shared)
    return [Segment(text, style) for text, style in out]


def _shared_style(before: str, old: RichStyle, text: str, style: RichStyle) -> RichStyle | None:
    """Return a style in which both parts look as they do in their own; None if there is none."""
    if style == old:
        return style
    is_blank = text.isspace()
    if not is_blank and not before.isspace():
        return None
    if style.bgcolor != old.bgcolor or not _shows_only_background(style) or not _shows_only_background(old):
        return None
    if is_blank:
        return old
    return style


def _shows_only_background(style: RichStyle) -> bool:
    """Whether a blank in this style shows nothing else."""
    return not (style.underline or style.strike or style.reverse or style.overline or style.underline2 or style.link)


def _prefix_cols(prefix: str) -> int:
    return len(prefix)  # bullets, bars, digits and arrows are one cell each
