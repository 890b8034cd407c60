"""Renders a reply block by block while it streams: a block is printed once the next one begins.

rich does it, which the terminal app has at its side anyway; its own renderer draws Textual's strips.
"""

import io
import re
import shutil
from collections.abc import Iterator
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.syntax import Syntax
from rich.theme import Theme

STYLE = re.compile(r"\x1b\[[0-9;]*m")
PADDING = re.compile(r"(?: |\x1b\[[0-9;]*m)+$")
"""Code and tables are padded to their widths, which would be copied along."""
THEME = Theme({"markdown.code": "cyan"})
"""rich's own has a black background, also where the terminal is light."""
FENCES = ("```", "~~~")
CODE_THEME = "ansi_dark"
"""The terminal's own colours, and its background."""


class LeftHeading(Heading):
    """A heading at the left, where the text is."""

    LEVEL_ALIGN: ClassVar[dict[str, JustifyMethod]] = {}


class PlainCode(CodeBlock):
    """Code with no lines around it; the block's own are enough."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Syntax(str(self.text).rstrip(), self.lexer_name, theme=self.theme, word_wrap=True, padding=(0, 2))


class Blocks(Markdown):
    """rich's Markdown with these elements."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": LeftHeading,
        "fence": PlainCode,
        "code_block": PlainCode,
    }


class MarkdownBlocks:
    """Takes text that is safe for a terminal, and returns the lines of the blocks that are complete."""

    def __init__(self, max_cols: int) -> None:
        self._max_cols = max_cols
        self._parser = MarkdownIt("gfm-like", {"linkify": False, "html": False})
        self._env: dict[str, object] = {}
        """Holds the link definitions of the blocks before."""
        self._open = ""
        self._has_printed = False

    def feed(self, text: str) -> str:
        """Add text; return what is complete by it."""
        self._open += text
        if "\n" not in text or self._is_in_fence():
            return ""
        tokens = self._parser.parse(self._open, self._env)
        starts = [token.map[0] for token in tokens if token.level == 0 and token.nesting >= 0 and token.map]
        if len(starts) < 2:
            return ""
        lines = self._open.splitlines(keepends=True)
        complete, self._open = "".join(lines[: starts[-1]]), "".join(lines[starts[-1] :])
        return self._render(complete)

    def end(self) -> str:
        """Return the block that is open: no more text belongs to it."""
        rest, self._open = self._open, ""
        rendered = self._render(rest)
        self._has_printed = False
        return rendered

    def _render(self, text: str) -> str:
        if not text.strip():
            return ""
        tokens = self._parser.parse(text, self._env)
        blocks = [draw(block, self._max_cols) for block in split_blocks(tokens)]
        shown = "\n\n".join(filter(None, blocks)) or text.strip("\n")
        gap = "\n" * self._has_printed
        self._has_printed = True
        return f"{gap}{shown}\n"

    def _is_in_fence(self) -> bool:
        """Whether a block of code is open, which need not be parsed again with each of its lines."""
        mark = self._open.lstrip()[:3]
        return mark in FENCES and self._open.count(mark) < 2


def split_blocks(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each block of the document."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def draw(block: list[Token], max_cols: int) -> str:
    """Return the lines of a block, as wide as the terminal is now."""
    for token in block:
        if token.children:
            token.children = [without_picture(child) for child in token.children]
    drawn = io.StringIO()
    markdown = Blocks("", hyperlinks=False, code_theme=CODE_THEME)
    markdown.parsed = block
    width = min(shutil.get_terminal_size().columns, max_cols)
    Console(file=drawn, force_terminal=True, width=width, highlight=False, theme=THEME).print(markdown)
    return "\n".join(map(trim, drawn.getvalue().splitlines())).strip("\n")


def trim(line: str) -> str:
    """Return a line without the spaces at its end; nothing of one that is blank."""
    if not STYLE.sub("", line).strip():
        return ""
    return PADDING.sub(lambda found: found[0].replace(" ", ""), line)


def without_picture(token: Token) -> Token:
    """Return the text and the address in place of an image."""
    if token.type != "image":
        return token
    return Token("text", "", 0, content=f"{token.content} ({token.attrs.get('src', '')})", level=token.level)
