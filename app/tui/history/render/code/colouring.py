"""The colours of code. A short block has them at once, a long one later, in slices between which keys are handled.

A block of 20 KB takes 60 ms of CPU, which would be seen in the echo of each key. Until its colours are there its text
stands without them. Texts that are no longer shown are not kept for it, and get no more colours.

pygments is imported with the first block of code, or by `import_highlighting`.
"""

import weakref
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple, Protocol, TypeAlias

from textual.content import Content

MAX_HIGHLIGHTED_CHARS = 20_000
"""Characters of a block that are highlighted, the rest is plain."""
MAX_HIGHLIGHTED_LINE_CHARS = 1_000
"""A block with a longer line is plain: some lexers take quadratic time, or worse, for one long token."""
AT_ONCE_CHARS = 2_000
"""So many characters are coloured at once, in 4 to 8 ms of CPU. A reply mostly has no longer block."""
PIECES_PER_SLICE = 400
"""Tokens and lines: 4 to 6 ms of CPU with the rows made of them."""

Pieces: TypeAlias = Iterator[Content | None]
"""The coloured lines of a block in order, and None for each token between."""


class Highlighted(NamedTuple):
    """The lines of a block as they are shown at first, and what makes their colours, if that comes later."""

    lines: list[Content]
    later: Pieces | None = None


class Highlighter(Protocol):
    """Colours code."""

    def highlight(self, source: str, language: str) -> Highlighted:
        """Return the lines of a block, in order of the blocks of a text."""
        ...


def highlight(source: str, language: str) -> list[Content]:
    """Return the highlighted lines; plain where highlighting would take too long."""
    return [piece for piece in colour_pieces(source, language) if piece is not None]


def colour_pieces(source: str, language: str) -> Pieces:
    """Yield the highlighted lines, and None for each token between; plain where it would take too long."""
    if not language or max(map(len, source.split("\n"))) > MAX_HIGHLIGHTED_LINE_CHARS:
        yield from without_highlight(source)
        return
    from app.tui.history.render.code.lexing import colour

    if len(source) > MAX_HIGHLIGHTED_CHARS:
        cut = source.rfind("\n", 0, MAX_HIGHLIGHTED_CHARS)
        if cut > 0:
            yield from colour(source[:cut], language)
            yield from without_highlight(source[cut + 1 :])
            return
    yield from colour(source, language)


def without_highlight(source: str) -> list[Content]:
    """Return the lines without colours."""
    return [Content(line) for line in source.split("\n")]


class Coloured(Protocol):
    """What has lines that get their colours later."""

    def take_line(self, number: int, content: Content) -> bool:
        """Show this line with its colours. False if it has another text by now."""
        ...


class BlockColouring:
    """The colours of one block of a text, from line `first` of it on."""

    def __init__(self, target: Coloured, first: int, pieces: Pieces) -> None:
        self._target = weakref.ref(target)
        self._number = first
        self._pieces = pieces

    def step(self) -> bool:
        """Colour a slice. Return whether there is more to do."""
        target = self._target()
        if target is None:
            return False
        taken = 0
        for piece in islice(self._pieces, PIECES_PER_SLICE):
            taken += 1
            if piece is None:
                continue
            if not target.take_line(self._number, piece):
                return False
            self._number += 1
        return taken == PIECES_PER_SLICE


class ColouringQueue:
    """The blocks of all texts on screen. The newest is the first: it is what the reader has come to."""

    def __init__(self) -> None:
        self.wake: Callable[[], None] | None = None
        """Asks for a call of `step` soon."""
        self._waiting: list[BlockColouring] = []

    def add(self, block: BlockColouring) -> None:
        """Add a block."""
        self._waiting.append(block)
        if self.wake is not None:
            self.wake()

    @property
    def is_empty(self) -> bool:
        """Whether no block waits."""
        return not self._waiting

    def step(self) -> None:
        """Colour one slice of one block."""
        if self._waiting and not self._waiting[-1].step():
            self._waiting.pop()
