"""Markdown to logical lines. `body.py` calls it for whole messages and for the tail of a streamed one alike.

The dialect is what models write: CommonMark, tables, strikethrough, task lists, formulas. HTML is shown as text.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, cast

from textual.content import Content

from app.tui.history.render.code import Colour, code_lines, coloured
from app.tui.history.render.formulas import keep_formulas
from app.tui.history.render.inline import Inline
from app.tui.history.render.lines import Line
from app.tui.history.render.tables import Align, Table, table_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BULLETS = "•◦▪"
TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


@cache
def parser() -> "MarkdownIt":
    """The parser. Imported with the first Markdown (or by `warm()`): markdown-it costs 120 ms of CPU."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("gfm-like", {"linkify": False, "html": False})
    keep_formulas(made)
    return made


def parse(text: str) -> "list[Token]":
    """The tokens of a text."""
    return parser().parse(text)


def code_blocks(text: str) -> list[str]:
    """The sources of the fenced blocks of a text, in order."""
    if "```" not in text and "~~~" not in text:
        return []
    return [token.content.rstrip("\n") for token in parse(text) if token.type == "fence"]


class Builder:
    """Turns tokens into lines, with a blank line between blocks."""

    def __init__(self, width: int, *, after: bool = False, colour: Colour = coloured) -> None:
        """`after`: other blocks stand above. `colour`: how code gets its colours."""
        self.lines: list[Line] = []
        self._width = width
        self._colour = colour
        self._gap = self._after = after
        self._prefix: list[tuple[str, str]] = []
        self._numbers: list[int | None] = []
        self._table: Table | None = None
        self._heading = ""
        self._item = False
        self._begun = 0

    def feed(self, tokens: "Iterable[Token]") -> list[Line]:
        """The lines of these tokens: whole blocks."""
        for token in tokens:
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
                self._heading = "history--heading" if token.tag in ("h1", "h2") else "history--subheading"
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                self._numbers.append(int(token.attrs.get("start", 1)))
            case "list_item_open":
                mark = self._mark()
                self._prefix.append((mark, " " * len(mark)))
                self._item = True
            case "blockquote_open":
                self._prefix.append(("▌ ", "▌ "))
            case "table_open":
                self._table = Table([], [])
            case "tr_open" if self._table:
                self._table.rows.append([])
            case "th_open" if self._table:
                align = str(token.attrs.get("style", "")).removeprefix("text-align:")
                self._table.aligns.append(cast(Align, align) if align in ("center", "right") else "left")
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
                if self._item:  # an empty item still has its mark
                    self._put(Content(""))
                self._end_prefix()
            case "blockquote_close":
                self._end_prefix()
                self._gap = True
            case "paragraph_close" if not token.hidden:
                self._gap = True
            case "table_close" if self._table:
                first, rest = self._take()
                self.lines += table_lines(self._table, self._width, first, rest)
                self._table = None
                self._gap = True
            case _:
                pass

    def _leaf(self, token: "Token") -> None:
        match token.type:
            case "inline":
                content = Inline().content(token)
                if self._table:
                    self._table.rows[-1].append(content)
                else:
                    self._text(content)
            case "fence" | "code_block":
                first, rest = self._take()
                self.lines += code_lines(token.content, token.info, first, rest, self._colour)
            case "hr":
                first, rest = self._take()
                room = max(1, self._width - len(first))
                self.lines.append(Line(Content("─" * room), first, rest, "history--rule"))
            case _:
                self._put(Content(token.content.rstrip("\n")))

    def _text(self, content: Content) -> None:
        if self._item and (box := TASKS.get(content.plain[:4])):
            content = Content(box) + content[4:]
        self._put(content)

    def _put(self, content: Content) -> None:
        first, rest = self._take()
        for number, line in enumerate(content.split("\n", allow_blank=True)):
            self.lines.append(Line(line, rest if number else first, rest, self._heading))

    def _end_prefix(self) -> None:
        self._prefix.pop()
        self._begun = min(self._begun, len(self._prefix))

    def _mark(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return BULLETS[min(len(self._numbers), len(BULLETS)) - 1] + " "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _take(self) -> tuple[str, str]:
        """The prefixes of the next line, which uses up bullets and bars; the blank line due before it is put in."""
        first = "".join(mark for mark, _ in self._prefix)
        rest = "".join(tail for _, tail in self._prefix)
        if self._gap and (self.lines or self._after):
            # A quote that begins here has no bar yet in the gap above it.
            bars = "".join(tail for _, tail in self._prefix[: self._begun]).rstrip()
            self.lines.append(Line(Content(""), bars, bars))
        self._begun = len(self._prefix)
        self._gap = self._item = False
        self._prefix = [(tail, tail) for _, tail in self._prefix]
        return first, rest


def markdown_lines(tokens: "Iterable[Token]", width: int, *, after: bool, colour: Colour = coloured) -> list[Line]:
    """The lines of whole blocks, `width` cells being the room for text."""
    return Builder(width, after=after, colour=colour).feed(tokens)
