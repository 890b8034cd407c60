"""The parser: CommonMark, tables and strikethrough, with the rules of this package."""

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from app.tui.history.render.syntax.emphasis import read_emphasis_beside_cjk
from app.tui.history.render.syntax.fences import GROWING, nest_fences
from app.tui.history.render.syntax.formulas import keep_formulas

if TYPE_CHECKING:
    from markdown_it.token import Token


class Parser:
    """Parses texts. HTML stays text."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("gfm-like", {"linkify": False, "html": False})
        keep_formulas(self._markdown)
        nest_fences(self._markdown)
        read_emphasis_beside_cjk(self._markdown)

    def parse(self, text: str, *, growing: bool) -> "list[Token]":
        """Parse a text into tokens. `growing`: more text follows."""
        return self._markdown.parse(text, {GROWING: growing})
