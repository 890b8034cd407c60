"""The text of a message as lines and rows, grown piece by piece.

A message on disk is written in one piece, a streamed one in many, a long one as far as it is unfolded: by the same
code, so that they look the same. What can no longer change is settled and never touched again: the cost is linear.
"""

import re
from typing import TYPE_CHECKING

from textual.content import Content

from app.tui.history.render.code import Growing, coloured
from app.tui.history.render.lines import Line
from app.tui.history.render.markdown import markdown_lines, parse
from app.tui.history.render.rows import Row, RowBuilder

if TYPE_CHECKING:
    from markdown_it.token import Token

DEFINITION = re.compile(r"^[\s>\d.)*+-]*\[[^\]\n]+\]:", re.M)


class Body:
    """Lines and rows so far. The kinds below say which lines are settled."""

    def __init__(self, builder: RowBuilder) -> None:
        self.lines: list[Line] = []
        self.rows: list[Row] = []
        self._builder = builder
        self._settled = (0, 0)
        self._tail: list[tuple[Line, list[Row]]] = []

    def write(self, text: str) -> None:
        """More text at the end."""
        raise NotImplementedError

    def close(self, text: str = "") -> None:
        """The last piece, maybe empty."""
        self.write(text)

    def _put(self, settled: list[Line], tail: list[Line]) -> None:
        """Replace what was not settled. Rows of a line that looks as before are kept: their strips are painted."""
        lines, rows = self._settled
        del self.lines[lines:], self.rows[rows:]
        old, self._tail = self._tail, []
        for number, line in enumerate([*settled, *tail]):
            if number < len(old) and line.same(old[number][0]):
                made = old[number][1]
            else:
                made = self._builder.rows(line, lines + number)
            self.lines.append(line)
            self.rows += made
            if number < len(settled):
                self._settled = len(self.lines), len(self.rows)
            else:
                self._tail.append((line, made))


class PlainBody(Body):
    """Text as it was typed."""

    def __init__(self, builder: RowBuilder) -> None:
        super().__init__(builder)
        self._rest = ""

    def write(self, text: str) -> None:
        """More text; all its lines but the last are settled."""
        *whole, self._rest = (self._rest + text).split("\n")
        self._put([_typed(line) for line in whole], [_typed(self._rest)])


def _typed(text: str) -> Line:
    content = Content(text)
    return Line(content.expand_tabs(4) if "\t" in text else content)


class MarkdownBody(Body):
    """Markdown. Settled is what stands before the last block: later text cannot change it.

    One thing can, a link defined further down than it is used; for that `close` renders everything again.
    """

    def __init__(self, builder: RowBuilder) -> None:
        super().__init__(builder)
        self._text = ""
        self._rest = ""
        self._growing: list[Growing] = []

    def write(self, text: str) -> None:
        """More text; the last block stays open."""
        self._text += text
        self._rest += text
        tokens = parse(self._rest)
        cut = self._cut(tokens)
        settled = self._build(tokens[:cut], last=True) if cut else []
        if cut and (begin := tokens[cut].map):
            self._rest = self._rest.split("\n", begin[0])[begin[0]]
        self._put(settled, self._build(tokens[cut:], last=False, after=bool(settled)))

    def close(self, text: str = "") -> None:
        """Render the last block for good; everything when links are defined apart from their use."""
        self._text += text
        self._rest += text
        if DEFINITION.search(self._text):
            self._settled, self._rest = (0, 0), self._text
            self._tail = []
        self._put(self._build(parse(self._rest), last=True), [])

    def _cut(self, tokens: "list[Token]") -> int:
        """The index of the first token of the last block that began on a finished line.

        The line being written does not count: "abc", then "#", looks like a heading until it becomes "abc #1".
        """
        written = self._rest.count("\n")
        for index in range(len(tokens) - 1, -1, -1):
            token = tokens[index]
            if token.level == 0 and token.nesting >= 0 and token.map is not None and token.map[0] < written:
                return index
        return 0

    def _build(self, tokens: "list[Token]", *, last: bool, after: bool = False) -> list[Line]:
        after = after or self._settled[0] > 0
        if last:
            self._growing.clear()
            return markdown_lines(tokens, self._builder.room, after=after, colour=coloured)
        blocks = iter(range(len(tokens)))

        def colour(source: str, language: str) -> list[Content]:
            number = next(blocks)
            if number == len(self._growing):
                self._growing.append(Growing())
            return self._growing[number](source, language)

        return markdown_lines(tokens, self._builder.room, after=after, colour=colour)
