"""Rows of a table with more cells than its head, mostly because of a bar that is meant as text.

Markdown drops the cells that are too many. Here they stay, as text of the last column.
"""

from typing import TYPE_CHECKING

from markdown_it.rules_block import table
from markdown_it.rules_block.table import escapedSplit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock


def take_table(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Take a table, with all of its cells (a rule of markdown-it)."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        _keep_surplus(state, before)
    return True


def _keep_surplus(state: "StateBlock", begin: int) -> None:
    """Give the last cell of each row what stands behind it."""
    columns = sum(token.type == "th_open" for token in state.tokens[begin:])
    line = last = begin
    for at in range(begin, len(state.tokens)):
        token = state.tokens[at]
        if token.type == "tr_open" and token.map:
            line = token.map[0]
        elif token.type == "inline":
            last = at
        elif token.type == "tr_close":
            cells = _cells(state, line, columns)
            if len(cells) > columns:
                state.tokens[last].content = "|".join(cells[columns - 1 :]).strip()


def _cells(state: "StateBlock", line: int, columns: int) -> list[str]:
    """Split a line into cells; nothing if it has no more bars than its table needs."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    bars = columns - 1 + text.startswith("|") + text.endswith("|")
    if text.count("|") <= bars:
        return []
    cells = escapedSplit(text.removeprefix("|"))
    if cells[-1] == "":
        del cells[-1]
    return cells


def keep_cells(parser: "MarkdownIt") -> None:
    """Put the rule in the place of the parser's own."""
    parser.block.ruler.at("table", take_table, {"alt": ["paragraph", "reference"]})
