"""Renders a reply block by block while it streams: a block is complete once the next one begins.

rich does it, which the terminal app has at its side anyway; its own renderer draws Textual's strips.
"""

import io
import re
import shutil
from collections.abc import Iterator, MutableMapping
from copy import copy
from typing import Any, ClassVar

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
        self.open_text = ""
        """The source of the block that is not complete."""
        self._has_printed = False

    def feed(self, text: str) -> str:
        """Add text; return what is complete by it."""
        self.open_text += text
        if "\n" not in text or self._is_in_fence():
            return ""
        tokens = self._parser.parse(self.open_text, self._env)
        starts = [token.map[0] for token in tokens if token.level == 0 and token.nesting >= 0 and token.map]
        if len(starts) < 2:
            return ""
        lines = self.open_text.splitlines(keepends=True)
        complete, self.open_text = "".join(lines[: starts[-1]]), "".join(lines[starts[-1] :])
        return self._render(complete)

    def end(self) -> str:
        """Return the block that is open: no more text belongs to it."""
        rest, self.open_text = self.open_text, ""
        rendered = self._render(rest)
        self._has_printed = False
        return rendered

    def preview(self, text: str) -> str:
        """Return what the open block looks like with this source so far, without a line end behind it."""
        # A definition of a link that is not complete must not stay the one that counts.
        env = {name: copy(known) for name, known in self._env.items()}
        return self._lay_out(text, env)

    def _render(self, text: str) -> str:
        shown = self._lay_out(text, self._env)
        self._has_printed = self._has_printed or bool(shown)
        return f"{shown}\n" if shown else ""

    def _lay_out(self, text: str, env: MutableMapping[str, Any]) -> str:
        if not text.strip():
            return ""
        tokens = self._parser.parse(text, env)
        blocks = [draw(block, self._max_cols) for block in split_blocks(tokens)]
        shown = "\n\n".join(filter(None, blocks)) or text.strip("\n")
        return "\n" * self._has_printed + shown

    def _is_in_fence(self) -> bool:
        """Whether a block of code is open, which need not be parsed again with each of its lines."""
        mark = self.open_text.lstrip()[:3]
        return mark in FENCES and self.open_text.count(mark) < 2


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
    """Return the text and the address in place of an image; of a picture inside its address, only the kind."""
    name = {"image": "src", "link_open": "href"}.get(token.type, "")
    address = str(token.attrs.get(name, ""))
    if address.startswith("data:"):  # it may have megabytes
        address = token.attrs[name] = address.partition(",")[0] + ",…"
    if token.type != "image":
        return token
    return Token("text", "", 0, content=f"{token.content} ({address})", level=token.level)
