"""HTML that models write inside Markdown, as far as a terminal can show it; all other tags stay text.

`<sub>` and `<sup>` become Unicode where that says exactly the same, else they stay as written, as formulas do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from textual.style import Style

from app.tui.history.render.syntax.formula_text import SUBSCRIPTS, SUPERSCRIPTS

if TYPE_CHECKING:
    from markdown_it.token import Token

LINE_BREAK = re.compile(r"<br\s*/?>[ \t]*", re.I)
PAIR = re.compile(r"<(kbd|sub|sup|summary)>([^<>\n]{1,200})</\1>", re.I)
SECTION_TAG = re.compile(r"<(/?)(details|summary)(\s+open(?:=[\"'\w]*)?)?\s*>", re.I)
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


class SectionTag(NamedTuple):
    """`<details>` or `<summary>`, or the end of one."""

    name: str
    is_end: bool
    is_open: bool
    source: str


def split_section_tags(tokens: "Sequence[Token]") -> "Iterator[Token | SectionTag]":
    """Yield the tokens of a paragraph, with the tags that begin and end sections apart from the text around them."""
    for token in tokens:
        done = 0
        if token.type == "text" and "<" in token.content:
            for tag in SECTION_TAG.finditer(token.content):
                yield replace(token, content=token.content[done : tag.start()])
                yield SectionTag(tag[2].lower(), bool(tag[1]), bool(tag[3]), tag[0])
                done = tag.end()
        if done < len(token.content) or not done:
            yield replace(token, content=token.content[done:]) if done else token


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
