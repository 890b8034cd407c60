"""The parser: CommonMark, tables and strikethrough, with the rules of this package."""

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from app.tui.history.render.syntax.definitions import read_definitions, show_unused
from app.tui.history.render.syntax.emphasis import read_emphasis_beside_cjk
from app.tui.history.render.syntax.fences import GROWING, nest_fences
from app.tui.history.render.syntax.formulas import keep_formulas
from app.tui.history.render.syntax.indents import keep_indents
from app.tui.history.render.syntax.table_rows import keep_cells

if TYPE_CHECKING:
    from markdown_it.token import Token


class Parser:
    """Parses texts. HTML stays text."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("gfm-like", {"linkify": False, "html": False})
        keep_formulas(self._markdown)
        nest_fences(self._markdown)
        keep_indents(self._markdown)
        keep_cells(self._markdown)
        read_definitions(self._markdown)
        read_emphasis_beside_cjk(self._markdown)

    def parse(self, text: str, *, growing: bool) -> "list[Token]":
        """Parse a text into tokens. `growing`: more text follows."""
        env: dict[str, object] = {GROWING: growing}
        tokens = self._markdown.parse(text, env)
        if "references" in env:
            tokens = show_unused(tokens, text)
        return tokens
