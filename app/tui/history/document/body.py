"""The text of a message as lines and rows, grown piece by piece.

A stored message is written in one piece, a streamed one in many, a long one as far as it is unfolded. One code renders
all three, so that they look the same. Lines that can no longer change are settled and never rendered again, so the cost
is linear.
"""

import re
from typing import TYPE_CHECKING

from textual.content import Content

from app.tui.history.render.code import TAB_COLS, Highlighter, OpenBlocks, WholeBlocks
from app.tui.history.render.lines import Line
from app.tui.history.render.markdown import markdown_lines, parse
from app.tui.history.render.rows import Row, RowBuilder

if TYPE_CHECKING:
    from markdown_it.token import Token

LINK_DEFINITION = re.compile(r"^[\s>\d.)*+-]*\[[^\]\n]+\]:", re.M)


class Body:
    """The lines and rows so far. Subclasses decide which lines are settled."""

    def __init__(self, builder: RowBuilder) -> None:
        self.lines: list[Line] = []
        self.rows: list[Row] = []
        self._builder = builder
        self._settled_lines = 0
        self._settled_rows = 0
        self._tail: list[tuple[Line, list[Row]]] = []

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
                rows = self._builder.rows(line, first + number)
            self.lines.append(line)
            self.rows += rows
            if number < len(settled):
                self._settled_lines = len(self.lines)
                self._settled_rows = len(self.rows)
            else:
                self._tail.append((line, rows))


class PlainBody(Body):
    """Text as it was typed."""

    def __init__(self, builder: RowBuilder) -> None:
        super().__init__(builder)
        self._last_line = ""

    def write(self, text: str) -> None:
        """Add text; all its lines but the last are settled."""
        *whole, self._last_line = (self._last_line + text).split("\n")
        self._put([_typed_line(line) for line in whole], [_typed_line(self._last_line)])


def _typed_line(text: str) -> Line:
    content = Content(text)
    if "\t" in text:
        content = content.expand_tabs(TAB_COLS)
    return Line(content)


class MarkdownBody(Body):
    """Markdown. All blocks before the last are settled: later text cannot change them.

    One thing can, a link defined further down than it is used; for that `close` renders everything again.
    """

    def __init__(self, builder: RowBuilder) -> None:
        super().__init__(builder)
        self._text = ""
        self._open_text = ""
        self._open_blocks = OpenBlocks()
        self._whole_blocks = WholeBlocks()

    def write(self, text: str) -> None:
        """Add text; the last block stays open."""
        self._text += text
        self._open_text += text
        tokens = parse(self._open_text)
        cut = self._last_block(tokens)
        settled: list[Line] = []
        if cut:
            settled = self._settle(tokens[:cut])
            begin = tokens[cut].map
            if begin:
                self._open_text = self._open_text.split("\n", begin[0])[begin[0]]
        self._open_blocks.restart()
        self._put(settled, self._lines(tokens[cut:], self._open_blocks, after=bool(settled)))

    def close(self, text: str = "") -> None:
        """Render the last block for good; everything when links are defined apart from their use."""
        self._text += text
        self._open_text += text
        if LINK_DEFINITION.search(self._text):
            self._start_over()
            self._open_text = self._text
        self._put(self._settle(parse(self._open_text)), [])

    def _settle(self, tokens: "list[Token]") -> list[Line]:
        self._open_blocks.clear()
        return self._lines(tokens, self._whole_blocks)

    def _lines(self, tokens: "list[Token]", highlighter: Highlighter, *, after: bool = False) -> list[Line]:
        after = after or self._settled_lines > 0
        return markdown_lines(tokens, self._builder.room, after=after, highlighter=highlighter)

    def _last_block(self, tokens: "list[Token]") -> int:
        """Return the index of the first token of the last block that began on a finished line.

        The line being written does not count: "abc", then "#", looks like a heading until it becomes "abc #1".
        """
        finished_lines = self._open_text.count("\n")
        for index in range(len(tokens) - 1, -1, -1):
            token = tokens[index]
            if token.level == 0 and token.nesting >= 0 and token.map is not None and token.map[0] < finished_lines:
                return index
        return 0
