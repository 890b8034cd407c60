"""The ends and beginnings of lines in a paragraph.

CommonMark drops the blanks at their beginnings, which poems and drawings have for a reason. The first line of a
paragraph keeps two or more; a single one is no indent: many models begin each reply with it.
"""

from typing import TYPE_CHECKING

from markdown_it.rules_block import paragraph
from markdown_it.rules_inline import escape, newline

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

INDENT = "indent"
"""Key in the meta of the content of a paragraph: the cells before its first line."""
MIN_FIRST_INDENT = 2
TAB_COLS = 4


def take_paragraph(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Take a paragraph, and note the indent of its first line (a rule of markdown-it)."""
    indent = state.sCount[start] - state.blkIndent
    taken = paragraph(state, start, end, silent)
    if taken and indent >= MIN_FIRST_INDENT:
        state.tokens[-2].meta[INDENT] = indent
    return taken


def take_line_end(state: "StateInline", silent: bool) -> bool:
    """Take a line end, and keep the indent of the next line as its content (a rule of markdown-it)."""
    begin = state.pos
    taken = newline(state, silent)
    if taken and not silent:
        _keep_indent(state, begin + 1)
    return taken


def take_escape(state: "StateInline", silent: bool) -> bool:
    """Take a backslash and what it escapes (a rule of markdown-it).

    At the end of a line it is a line break, in the last line as well: no line of a growing text is then shown with a
    backslash that the next one takes away. Where it ends a path it stays.
    """
    begin = state.pos
    if state.src[begin] != "\\":
        return False
    at_end = begin + 1 == len(state.src)
    if (at_end or state.src.startswith("\n", begin + 1)) and _is_text(state.src, begin):
        return False
    if at_end:
        state.pos += 1
        return True
    taken = escape(state, silent)
    if taken and not silent and state.tokens and state.tokens[-1].type == "hardbreak":
        _keep_indent(state, begin + 2)
    return taken


def _is_text(text: str, at: int) -> bool:
    """Whether the backslash at the end of a line belongs to the word before it, as in `C:\\`, or stands alone."""
    word = text[max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1 : at]
    return not word or word.endswith(":") or "\\" in word


def _keep_indent(state: "StateInline", begin: int) -> None:
    state.tokens[-1].content = state.src[begin : state.pos].expandtabs(TAB_COLS)


def keep_indents(parser: "MarkdownIt") -> None:
    """Put the rules in the places of the parser's own."""
    parser.block.ruler.at("paragraph", take_paragraph)
    parser.inline.ruler.at("newline", take_line_end)
    parser.inline.ruler.at("escape", take_escape)
