"""The text of a message as lines and rows, grown piece by piece.

A stored message is written in one piece, a streamed one in many, a long one as far as it is unfolded. One code renders
all three, so that they look the same. Lines that can no longer change are settled and never rendered again, so the cost
is linear.
"""

from bisect import bisect_left
from collections.abc import MutableSet
from dataclasses import dataclass, field

from textual.content import Content

from app.tui.history.document.sections import Sections, closed
from app.tui.history.render.code.colouring import BlockColouring
from app.tui.history.render.inline import picture_label
from app.tui.history.render.lines import Line
from app.tui.history.render.rows import WRAPPED, Row, RowBuilder
from app.tui.pictures.stand_ins import read_line
from app.tui.text.escapes import TAB_COLS


@dataclass
class Shown:
    """How the reader wants to see a message; what changes it calls `forget` of the entry."""

    is_raw: bool = False
    """Whether the source is shown."""
    code_shift: int = WRAPPED
    """Cells by which code is scrolled to the left; `WRAPPED`: long lines are wrapped instead."""
    turned: set[str] = field(default_factory=set[str])
    """Sections that the reader has opened or closed."""


class Body:
    """The lines and rows so far. Subclasses decide which lines are settled."""

    def __init__(self, builder: RowBuilder, turned: MutableSet[str] | None = None) -> None:
        self.sections = Sections(set() if turned is None else turned)
        self.lines: list[Line] = []
        self.rows: list[Row] = []
        self._builder = builder
        self._settled_lines = 0
        self._settled_rows = 0
        self._tail: list[tuple[Line, list[Row]]] = []
        self._is_recoloured = False

    @property
    def open_chars(self) -> int:
        """Characters that the next piece has drawn again."""
        raise NotImplementedError

    @property
    def has_code(self) -> bool:
        """Whether there is a code block so far."""
        return any(line.code is not None for line in self.lines)

    def write(self, text: str) -> None:
        """Add text at the end."""
        raise NotImplementedError

    def close(self, text: str = "") -> None:
        """Add the last piece, which may be empty."""
        self.write(text)

    def _start_over(self) -> None:
        """Render everything again with the next lines."""
        self._settled_lines = 0
        self._settled_rows = 0
        self._tail = []
        self.sections.clear()

    def _put(self, settled: list[Line], tail: list[Line]) -> None:
        """Replace what was not settled. A line that looks as before keeps its rows: their strips are painted."""
        first = self._settled_lines
        del self.lines[first:]
        del self.rows[self._settled_rows :]
        old = self._tail
        self._tail = []
        for number, line in enumerate([*settled, *tail]):
            if number < len(old) and line.same(old[number][0]):
                rows = old[number][1]
            else:
                rows = self._builder.rows(line, first + number) if line.section != "end" else []
            self.lines.append(line)
            self.rows += rows
            if number < len(settled):
                if line.section:
                    self._fold(line, first + number)
                self._settled_lines = len(self.lines)
                self._settled_rows = len(self.rows)
                if line.colours is not None:
                    self._builder.colouring.add(BlockColouring(self, first + number + 1, line.colours))
            else:
                self._tail.append((line, rows))

    def _fold(self, line: Line, number: int) -> None:
        """Hide the rows of a section that ends with this line, if it is closed."""
        section = self.sections.add(line, number)
        if section is not None and not section.is_open:
            summary = self.lines[section.summary] = closed(self.lines[section.summary])
            begin = bisect_left(self.rows, section.summary, key=_line_of)
            self.rows[begin:] = self._builder.rows(summary, section.summary)

    def take_line(self, number: int, content: Content) -> bool:
        """Show a settled line of code with its colours: its rows stay as many as they are."""
        line = self.lines[number] if number < self._settled_lines else None
        if line is None or line.content.plain != content.plain:
            return False
        if not line.content.is_same(content):
            self.lines[number] = line = line._replace(content=content)
            begin = bisect_left(self.rows, number, key=_line_of)
            end = bisect_left(self.rows, number + 1, begin, key=_line_of)
            if begin < end:  # else it is in a section that is closed
                self.rows[begin:end] = self._builder.rows(line, number)
                self._is_recoloured = True
        return True

    def take_new_colours(self) -> bool:
        """Return whether lines have got colours since the last call."""
        was_recoloured, self._is_recoloured = self._is_recoloured, False
        return was_recoloured


def _line_of(row: Row) -> int:
    return row.line


class PlainBody(Body):
    """Text as it was typed, in the style of a component class."""

    def __init__(self, builder: RowBuilder, style: str = "") -> None:
        super().__init__(builder)
        self._style = style
        self._last_line = ""

    @property
    def open_chars(self) -> int:
        """The last line."""
        return len(self._last_line)

    def write(self, text: str) -> None:
        """Add text; all its lines but the last are settled."""
        *whole, self._last_line = (self._last_line + text).split("\n")
        self._put([self._typed_line(line) for line in whole], [self._typed_line(self._last_line)])

    def _typed_line(self, text: str) -> Line:
        picture = read_line(text)
        content = picture_label(picture) if picture else Content(text)
        if "\t" in text:
            content = content.expand_tabs(TAB_COLS)
        return Line(content, style=self._style)
