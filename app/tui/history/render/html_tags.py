"""HTML that models write inside Markdown, as far as a terminal can show it; all other tags stay text.

`<sub>` and `<sup>` become Unicode where that says exactly the same, else they stay as written, as formulas do.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from textual.style import Style

from app.tui.history.render.syntax.formula_text import SUBSCRIPTS, SUPERSCRIPTS

LINE_BREAK = re.compile(r"<br\s*/?>[ \t]*", re.I)
PAIR = re.compile(r"<(kbd|sub|sup|summary)>([^<>\n]{1,200})</\1>", re.I)
DETAILS = re.compile(r"</?details(?: open)?>", re.I)
FOOTNOTE = re.compile(r"\[\^(\d{1,3})\]")
FOOTNOTE_META = "footnote"
"""In the style of the number of a footnote: the number."""
SCRIPTS = {"sub": SUBSCRIPTS, "sup": SUPERSCRIPTS}
OPENED = "▾ "
"""Before the summary of what is shown below it."""


class Piece(NamedTuple):
    """A stretch of text, and its style; None for text that may hold addresses."""

    text: str
    style: str | Style | None = None


def split_tags(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text without the tags that are known here."""
    done = 0
    for pair in PAIR.finditer(text):
        if pair.start() > done:
            yield Piece(text[done : pair.start()])
        yield _read_pair(pair)
        done = pair.end()
    if done < len(text):
        yield Piece(text[done:])


def _read_pair(pair: re.Match[str]) -> Piece:
    name, inside = pair[1].lower(), pair[2]
    if name == "kbd":
        return Piece(inside, "history--inline-code")
    if name == "summary":
        return Piece(f"{OPENED}{inside}", Style(bold=True))
    characters = SCRIPTS[name]
    if all(one in characters for one in inside):
        return Piece("".join(characters[one] for one in inside))
    return Piece(pair[0])


def split_footnotes(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text with the numbers of footnotes raised: `[^1]` is ¹, which leads to its other place."""
    done = 0
    for found in FOOTNOTE.finditer(text):
        if found.start() > done:
            yield Piece(text[done : found.start()])
        yield Piece("".join(SUPERSCRIPTS[digit] for digit in found[1]), Style.from_meta({FOOTNOTE_META: found[1]}))
        done = found.end()
    if done < len(text):
        yield Piece(text[done:])
