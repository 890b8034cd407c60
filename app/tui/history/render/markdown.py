"""Markdown to logical lines, for whole messages and for the tail of a streamed one alike.

The dialect is what models write: CommonMark, tables, strikethrough, task lists, formulas. HTML is shown as text.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content

from app.tui.history.render.code.code_lines import code_lines
from app.tui.history.render.code.colouring import Highlighter
from app.tui.history.render.inline import InlineBuilder, may_have_sections, split_sections
from app.tui.history.render.lines import OPENED, Line, Room
from app.tui.history.render.syntax.skipped_import import skip_import
from app.tui.history.render.tables import Align, Table, table_lines

if TYPE_CHECKING:
    from markdown_it.token import Token

    from app.tui.history.render.syntax.markdown_rules import Parser

BULLETS = "•◦▪"
ALIGNS: dict[str, Align] = {"text-align:center": "center", "text-align:right": "right"}
TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


@cache
def parser() -> "Parser":
    """Make the parser. Imported with the first Markdown (or by `import_markdown`): markdown-it costs 120 ms of CPU."""
    # markdown-it would make a finder of addresses, 0.6 MB, that this parser does not use: see `web_addresses`.
    with skip_import("linkify_it"):
        from app.tui.history.render.syntax.markdown_rules import Parser

    return Parser()


def parse(text: str, *, growing: bool = False) -> "list[Token]":
    """Parse a text into tokens. `growing`: more text follows."""
    return parser().parse(text, growing=growing)


class LineBuilder:
    """Turns tokens into lines, with a blank line between blocks."""

    def __init__(self, room: Room, highlighter: Highlighter, *, after: bool, mark: int = -1) -> None:
        """`after`: other blocks are above. `mark`: a line of the source."""
        self.lines: list[Line] = []
        self.marked = -1
        """The number of lines above the first block that began on the marked line of the source; -1: none did."""
        self._marked_line = mark
        self._room = room
        self._highlighter = highlighter
        self._after = after
        self._gap = after
        self._prefixes: list[tuple[str, str]] = []
        """For each enclosing list item and quote: the prefix of the next line, and of the lines after it."""
        self._numbers: list[int | None] = []
        """For each enclosing list: the number of the next item; None for bullets."""
        self._table: Table | None = None
        self._heading = ""
        self._is_item = False
        self._barred = 0

    def feed(self, tokens: "Iterable[Token]") -> list[Line]:
        """Add these tokens, whole blocks, and return all lines so far."""
        for token in tokens:
            if self.marked < 0 and token.map is not None and token.map[0] == self._marked_line:
                self.marked = len(self.lines)
            if token.nesting > 0:
                self._open(token)
            elif token.nesting < 0:
                self._close(token)
            else:
                self._leaf(token)
            if token.level == 0 and token.nesting <= 0:
                self._gap = True
        return self.lines

    def _open(self, token: "Token") -> None:
        match token.type:
            case "heading_open":
                self._heading = f"history--{token.tag}"
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                self._numbers.append(int(token.attrs.get("start", 1)))
            case "list_item_open":
                mark = self._mark(token.markup)
                self._prefixes.append((mark, " " * len(mark)))
                self._is_item = True
            case "blockquote_open":
                self._prefixes.append(("▌ ", "▌ "))
            case "table_open":
                self._table = Table([], [])
            case "tr_open" if self._table:
                self._table.rows.append([])
            case "th_open" if self._table:
                self._table.aligns.append(ALIGNS.get(str(token.attrs.get("style", "")), "left"))
            case _:
                pass

    def _close(self, token: "Token") -> None:
        match token.type:
            case "heading_close":
                self._heading = ""
                self._gap = True
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_close":
                if self._is_item:  # an empty item still has its mark
                    self._put(Content(""))
                self._end_prefix()
            case "blockquote_close":
                self._end_prefix()
                self._gap = True
            case "paragraph_close" if not token.hidden:
                self._gap = True
            case "table_close" if self._table:
                first, rest = self._take()
                self.lines += table_lines(self._table, self._room.wide, first, rest)
                self._table = None
                self._gap = True
            case _:
                pass

    def _leaf(self, token: "Token") -> None:
        match token.type:
            case "inline":
                if not self._table and not self._heading and may_have_sections(token):
                    self._sections(token)
                    return
                content = InlineBuilder().content(token)
                if indent := token.meta.get("indent"):
                    content = content.pad_left(indent)
                if self._table:
                    self._table.rows[-1].append(content)
                elif content.plain or self._is_item or self._heading:  # else it was a tag that is not shown
                    self._text(content)
            case "fence" | "code_block":
                first, rest = self._take()
                self.lines += code_lines(token.content, token.info, first, rest, self._highlighter, self._room)
            case "hr":
                first, rest = self._take()
                cols = max(1, self._room.prose - len(first))
                self.lines.append(Line(Content("─" * cols), first, rest, "history--rule"))
            case _:
                self._put(Content(token.content.rstrip("\n")))

    def _sections(self, token: "Token") -> None:
        """Add a paragraph in which sections begin or end. The end of one is a line without rows."""
        for content, mark in split_sections(token):
            if mark == "end":
                self.lines.append(Line(content, section=mark))
            elif mark:
                first, rest = self._take()
                self.lines.append(Line(content, first + OPENED, rest + " " * len(OPENED), section=mark))
            else:
                self._text(content)

    def _text(self, content: Content) -> None:
        box = TASKS.get(content.plain[:4])
        if self._is_item and box:
            content = content[4:]
            first, rest = self._prefixes[-1]
            if first.strip() in BULLETS:  # the box stands in place of the bullet
                self._prefixes[-1] = (box, rest)
            else:
                content = Content(box) + content
        self._put(content)

    def _put(self, content: Content) -> None:
        first, rest = self._take()
        prefix = first
        for line in content.split("\n", allow_blank=True):
            self.lines.append(Line(line, prefix, rest, self._heading))
            prefix = rest

    def _end_prefix(self) -> None:
        self._prefixes.pop()
        self._barred = min(self._barred, len(self._prefixes))

    def _mark(self, end: str) -> str:
        """Return the bullet or the number of the next item. `end`: the mark after a number."""
        number = self._numbers[-1]
        if number is None:
            return BULLETS[min(len(self._numbers), len(BULLETS)) - 1] + " "
        self._numbers[-1] = number + 1
        return f"{number}{end} "

    def _take(self) -> tuple[str, str]:
        """Return the prefixes of the next line, and add the blank line due before it. A bullet is used once."""
        first = "".join(mark for mark, _ in self._prefixes)
        rest = "".join(tail for _, tail in self._prefixes)
        if self._gap and (self.lines or self._after):
            # A quote that begins here has no bar yet in the gap above it.
            bars = "".join(tail for _, tail in self._prefixes[: self._barred]).rstrip()
            self.lines.append(Line(Content(""), bars, bars))
        self._barred = len(self._prefixes)
        self._gap = False
        self._is_item = False
        self._prefixes = [(tail, tail) for _, tail in self._prefixes]
        return first, rest


def markdown_lines(tokens: "Iterable[Token]", room: Room, *, after: bool, highlighter: Highlighter) -> list[Line]:
    """Make the lines of whole blocks. `after`: other blocks are above."""
    return LineBuilder(room, highlighter, after=after).feed(tokens)
