"""Markdown as lines and rows, grown piece by piece."""

import re
from collections.abc import MutableSet
from typing import TYPE_CHECKING

from textual.content import Content

from app.tui.history.document.body import Body
from app.tui.history.render.code.blocks import OpenBlocks, WholeBlocks
from app.tui.history.render.code.colouring import Highlighter
from app.tui.history.render.lines import Line, Room
from app.tui.history.render.markdown import LineBuilder, markdown_lines, parse
from app.tui.history.render.rows import RowBuilder
from app.tui.history.render.syntax.last_line import (
    LINK_DEFINITION,
    LastLine,
    classify,
    ends_a_table,
    find_last_line,
    waits,
)
from app.tui.text.escapes import TAB_COLS

if TYPE_CHECKING:
    from markdown_it.token import Token

CODE = re.compile(r"\s*(?:```|~~~)")
READ_CHARS_PER_DRAWN = 10
"""So many characters of a text are read in the time in which one is drawn."""


class MarkdownBody(Body):
    """Markdown. All blocks before the last are settled: later text cannot change them.

    One thing can, a link defined further down than it is used; for that `close` renders everything again. In the last
    block, the line being written changes nothing above it (see `last_line.py`).
    """

    def __init__(self, builder: RowBuilder, turned: MutableSet[str] | None = None) -> None:
        super().__init__(builder, turned)
        self._room = Room(builder.room, builder.wide_room)
        self._text = ""
        self._open_text = ""
        self._open_blocks = OpenBlocks(builder.colouring)
        self._whole_blocks = WholeBlocks(self._open_blocks)
        self._above: list[Line] = []
        self._above_text: str | None = None
        """The text of the lines `_above`; None if there are none yet, or earlier lines were settled since."""
        self._above_is_table = False

    @property
    def open_chars(self) -> int:
        """The last block; of open code the last line, since all others are only read again."""
        text = self._open_text
        if CODE.match(text):
            return len(text) - text.rfind("\n") + len(text) // READ_CHARS_PER_DRAWN
        return len(text)

    def write(self, text: str) -> None:
        """Add text; the last block stays open."""
        self._text += text
        self._open_text += text
        end = find_last_line(self._open_text)
        finished, line = self._open_text[:end], self._open_text[end:]
        if waits(line):
            self._put(self._render_above(finished), self._above)
            return
        tokens = parse(self._open_text, growing=True)
        number = finished.count("\n")
        kind = classify(tokens, number, finished, line)
        if kind is LastLine.INDEPENDENT:
            settled, tokens = self._settle_blocks(tokens, number)
            self._open_blocks.restart()
            self._put(settled, self._lines(tokens, self._open_blocks, settled))
            return
        settled = self._render_above(finished)
        begin = number - self._open_text[: -len(line)].count("\n")  # lines that are settled now
        builder = LineBuilder(self._room, self._open_blocks, after=self._is_after(settled), mark=number)
        self._open_blocks.restart()
        lines = builder.feed(_from_line(tokens, begin))
        self._put(settled, self._join(lines, builder.marked, line, kind))

    def close(self, text: str = "") -> None:
        """Render the last block for good; everything when links are defined apart from their use."""
        self._text += text
        self._open_text += text
        if LINK_DEFINITION.search(self._text):
            self._start_over()
            self._open_text = self._text
        self._put(self._settle(parse(self._open_text)), [])

    def _render_above(self, finished: str) -> list[Line]:
        """Make the lines of the finished part, without the line being written. Return those that are settled now."""
        if finished == self._above_text:
            return []
        settled, tokens = self._settle_blocks(parse(finished, growing=True), finished.count("\n"))
        self._open_blocks.restart()
        self._above = self._lines(tokens, self._open_blocks, settled)
        self._above_is_table = ends_a_table(tokens)
        self._above_text = self._open_text[: find_last_line(self._open_text)]
        return settled

    def _join(self, lines: list[Line], own: int, line: str, kind: LastLine) -> list[Line]:
        """Return the lines above, and after them the last line as far as it leaves those as they are.

        `lines` are made of both together; from `own` on, if that is not negative, they are those of the last line.
        """
        above = self._above
        if kind is LastLine.ROW and self._above_is_table:
            return above
        if kind is LastLine.OWN_BLOCK and own >= 0:
            return [*above, *lines[own:]]
        if len(lines) > len(above) and all(one.same(other) for one, other in zip(above, lines, strict=False)):
            return lines
        prefix = ""
        if above:
            prefix = above[-1].rest
        raw = [piece.strip(" \t>").expandtabs(TAB_COLS) for piece in line.split("\n")]
        return [*above, *(Line(Content(piece), prefix, prefix) for piece in raw)]

    def _settle_blocks(self, tokens: "list[Token]", finished_lines: int) -> "tuple[list[Line], list[Token]]":
        """Settle all blocks but the last. Return their lines, and the tokens of the last."""
        cut = _last_block(tokens, finished_lines)
        if not cut:
            return [], tokens
        settled = self._settle(tokens[:cut])
        begin = tokens[cut].map
        if begin:
            self._open_text = self._open_text.split("\n", begin[0])[begin[0]]
            self._above_text = None
        return settled, tokens[cut:]

    def _settle(self, tokens: "list[Token]") -> list[Line]:
        self._whole_blocks.restart()
        lines = self._lines(tokens, self._whole_blocks, [])
        self._open_blocks.clear()
        return lines

    def _lines(self, tokens: "list[Token]", highlighter: Highlighter, settled: list[Line]) -> list[Line]:
        """Make the lines of these tokens, which follow all that is settled and the lines settled now."""
        after = self._is_after(settled)
        return markdown_lines(tokens, self._room, after=after, highlighter=highlighter)

    def _is_after(self, settled: list[Line]) -> bool:
        return bool(settled) or self._settled_lines > 0


def _from_line(tokens: "list[Token]", line: int) -> "list[Token]":
    """Return the tokens of the blocks from a line of the source on."""
    for index, token in enumerate(tokens):
        if token.level == 0 and token.map and token.map[0] >= line:
            return tokens[index:]
    return []


def _last_block(tokens: "list[Token]", finished_lines: int) -> int:
    """Return the index of the first token of the last block that began on a finished line.

    The line being written does not count: "abc", then "#", looks like a heading until it becomes "abc #1".
    """
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.level == 0 and token.nesting >= 0 and token.map is not None and token.map[0] < finished_lines:
            return index
    return 0
