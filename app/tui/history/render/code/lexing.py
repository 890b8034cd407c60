"""The lines of code with their colours, token by token. It brings pygments."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from pygments.lexers import get_lexer_by_name  # pyright: ignore[reportUnknownVariableType]  # its options have no types
from pygments.util import ClassNotFound
from textual.content import Content, Span
from textual.highlight import HighlightTheme

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType  # pyright: ignore[reportPrivateUsage]  # it has no other name

BASE_STYLE = "$text"
"""Under all tokens. Styles are of the theme, so that lines stay the same when the theme changes."""


def colour(source: str, language: str) -> Iterator[Content | None]:
    """Yield the lines of a block in order, and None for each token: the work between two items is small.

    A lexer that reads other lines than the source has leaves the rest without colours.
    """
    expected = source.split("\n")
    number = 0
    text, spans = "", [Span(0, 0, BASE_STYLE)]
    for kind, token in _lexer_class(language)(stripnl=False, ensurenl=True).get_tokens(source):
        style = _style(kind)
        *whole, rest = token.split("\n")
        for piece in whole:
            text = _add(text, piece, style, spans)
            if number >= len(expected) or text != expected[number]:
                yield from map(Content, expected[number:])
                return
            spans[0] = Span(0, len(text), BASE_STYLE)
            yield Content(text, spans=spans)
            number += 1
            text, spans = "", [Span(0, 0, BASE_STYLE)]
        text = _add(text, rest, style, spans)
        yield None
    yield from map(Content, expected[number:])


def _add(text: str, piece: str, style: str, spans: list[Span]) -> str:
    """Return a line with a piece at its end, and note the style of the piece."""
    end = len(text) + len(piece)
    if piece and style:
        last = spans[-1]
        if last.end == len(text) and last.style == style:
            spans[-1] = Span(last.start, end, style)
        else:
            spans.append(Span(len(text), end, style))
    return text + piece


@lru_cache(maxsize=64)
def _lexer_class(language: str) -> "type[Lexer]":
    try:
        return type(get_lexer_by_name(language))
    except ClassNotFound:
        return type(get_lexer_by_name("text"))


@lru_cache(maxsize=512)
def _style(kind: "_TokenType") -> str:
    """Return the style of a kind of token, or of the nearest kind above it that has one."""
    found: _TokenType | None = kind
    while found is not None:
        if style := HighlightTheme.STYLES.get(found):
            return style
        found = found.parent
    return ""
