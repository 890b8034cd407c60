"""A Markdown rule that keeps formulas as they were written: `\\(…\\)`, `\\[…\\]`, `$…$` and `$$…$$`.

Without it Markdown takes the backslashes for escapes and the underscores for emphasis.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# A single dollar as pandoc has it: no space inside the dollars, no digit after them, so that prices stay prices.
FORMULA = re.compile(
    r"\\\(.+?\\\)|\\\[.+?\\\]|\$\$.+?\$\$|\$(?![\s$])(?:[^$\\\n]|\\.)+?(?<!\s)\$(?!\d)",
    re.S,
)


def take_formula(state: "StateInline", silent: bool) -> bool:
    """Take a formula at the current place as it is (a rule of markdown-it)."""
    if state.src[state.pos] not in "\\$":
        return False
    match = FORMULA.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = match.group()
    state.pos = match.end()
    return True


def keep_formulas(parser: "MarkdownIt") -> None:
    """Add the rule to a parser."""
    parser.inline.ruler.before("escape", "formula", take_formula)
