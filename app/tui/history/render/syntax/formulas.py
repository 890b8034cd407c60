"""A Markdown rule for formulas: `\\(…\\)`, `\\[…\\]`, `$…$` and `$$…$$`. They become Unicode or stay as written.

Without it Markdown takes the backslashes for escapes and the underscores for emphasis.
"""

import re
from typing import TYPE_CHECKING

from app.tui.history.render.syntax.formula_text import formula_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

CLOSING = {r"\(": r"\)", r"\[": r"\]", "$$": "$$"}
# A single dollar as pandoc has it: no space inside the dollars, no digit after them, so that prices stay prices.
SINGLE_DOLLARS = re.compile(r"\$(?![\s$])(?:[^$\\\n]|\\.)+?(?<!\s)\$(?!\d)", re.S)


def take_formula(state: "StateInline", silent: bool) -> bool:
    """Take a formula at the current place as it is (a rule of markdown-it)."""
    if state.src[state.pos] not in "\\$":
        return False
    end = _find_end(state)
    if end < 0:
        return False
    if not silent:
        state.push("formula", "", 0).content = formula_text(state.src, state.pos, end)
    state.pos = end
    return True


def _find_end(state: "StateInline") -> int:
    """Return where the formula ends that begins here; -1 if there is none."""
    closing = CLOSING.get(state.src[state.pos : state.pos + 2])
    if closing is None:
        match = SINGLE_DOLLARS.match(state.src, state.pos, state.posMax)
        return match.end() if match else -1
    begin = state.pos + 3
    # The last mark of a text is looked up once: a search from each of many open formulas would take quadratic time.
    if state.html_terminator_last(closing) < begin:
        return -1
    found = state.src.find(closing, begin, state.posMax)
    return found + len(closing) if found >= 0 else -1


def keep_formulas(parser: "MarkdownIt") -> None:
    """Add the rule to a parser."""
    parser.inline.ruler.before("escape", "formula", take_formula)
