"""Definitions of links, `[name]: address`. CommonMark hides them all, and with them lines that only look like one.

`[Alice]: Hello` and the footnote `[^1]: Smith` are text. A definition that no link uses is shown as it was written.
"""

import re
from typing import TYPE_CHECKING, cast

from markdown_it.rules_block import reference

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

DEFINITION = "definition"
"""The type of the tokens that stand for definitions."""
OTHER_TEXT = re.compile(r"\[(?:\^|[^\[\]\n]{1,999}\]:[ \t]*[^\s:/#.<]+[.:]?(?:\s|$))")
"""A line that is no definition: a footnote, or a word behind the name that is no address."""


def take_definition(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Take the definition of a link (a rule of markdown-it)."""
    begin = state.bMarks[start] + state.tShift[start]
    if OTHER_TEXT.match(state.src, begin, state.eMarks[start]):
        return False
    return reference(state, start, end, silent)


def show_unused(tokens: "list[Token]", text: str) -> "list[Token]":
    """Return the tokens without the definitions that a link uses; the others get their text, in a row one token."""
    used = {child.meta.get("label") for token in tokens for child in token.children or () if child.type == "link_open"}
    lines = text.split("\n")
    out: list[Token] = []
    for token in tokens:
        if token.type != DEFINITION or token.map is None:
            out.append(token)
        elif cast(str, token.meta["id"]) not in used:
            token.content = "\n".join(line.lstrip(" \t>") for line in lines[token.map[0] : token.map[1]])
            before = out[-1] if out else None
            if before is not None and before.type == DEFINITION and before.map and before.map[1] == token.map[0]:
                before.content += "\n" + token.content
                before.map[1] = token.map[1]
            else:
                out.append(token)
    return out


def read_definitions(parser: "MarkdownIt") -> None:
    """Put the rule in the place of the parser's own."""
    parser.block.ruler.at("reference", take_definition)
    parser.options["inline_definitions"] = True
    parser.options["store_labels"] = True
