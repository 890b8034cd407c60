"""Evens out the pieces of an answer, so that what is stored and sent does not depend on how a server cuts its text.

A flood of tiny pieces would be a flood of events, each with an object, a row and a frame of its own; a huge one would
be a huge row.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from app.models.model import CallPiece, Piece, ReasoningPiece, RefusalPiece, TextPiece

MAX_PIECE_CHARS = 2**20

MANY_TEXTS = 1024
"""So many waiting texts are joined: most of the memory of a short one is not its text."""
PIECE_BYTES = 256
"""About the memory of a piece without its text."""

Texts = TextPiece | ReasoningPiece | RefusalPiece


class WaitingPieces:
    """Pieces that nobody has taken yet. `bytes`: about their memory.

    What continues the last one is joined to it: it costs a fifth of a microsecond, and an event of its own, which
    nobody would see any earlier, costs a hundred.
    """

    def __init__(self) -> None:
        self.bytes = 0
        self._pieces: list[Piece] = []
        self._begun: Piece | None = None
        self._kind: type[Piece] | None = None
        self._texts: list[str] = []

    def add(self, piece: Piece) -> None:
        """Add a piece."""
        if type(piece) is self._kind and isinstance(piece, Texts):
            self._texts.append(piece.text)
            self.bytes += len(piece.text)
        elif self._begun is not None and _continues(self._begun, piece):
            self._texts.append(_text(piece))
            self.bytes += chars_of(piece)
        else:
            self._close()
            self.bytes += PIECE_BYTES + chars_of(piece)
            self._begun, self._kind, self._texts = piece, type(piece), [_text(piece)]
        if len(self._texts) >= MANY_TEXTS:
            self._texts = ["".join(self._texts)]

    def take(self) -> list[Piece]:
        """Return the pieces, and begin anew."""
        self._close()
        pieces, self._pieces, self.bytes = self._pieces, [], 0
        return pieces

    def _close(self) -> None:
        if self._begun is not None:
            self._pieces.append(_whole(self._begun, self._texts))
            self._begun = self._kind = None
            self._texts = []


def cut_long(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the same text in pieces that are not too long."""
    for piece in pieces:
        match piece:
            case TextPiece(text=text) | ReasoningPiece(text=text) | RefusalPiece(text=text):
                if len(text) <= MAX_PIECE_CHARS and text.isascii():
                    yield piece
                else:
                    yield from (replace(piece, text=part) for part in _cut(text))
            case CallPiece(index=index, name=name, arguments=arguments):
                first, *rest = _cut(arguments)
                yield CallPiece(index, _storable(name), first)
                yield from (CallPiece(index, "", part) for part in rest)
            case _:
                yield piece


def chars_of(piece: Piece) -> int:
    """Return how much text a piece has."""
    match piece:
        case TextPiece(text=text) | ReasoningPiece(text=text) | RefusalPiece(text=text):
            return len(text)
        case CallPiece(name=name, arguments=arguments):
            return len(name) + len(arguments)
        case _:
            return 0


def _continues(begun: Piece, piece: Piece) -> bool:
    if isinstance(begun, CallPiece):
        return isinstance(piece, CallPiece) and piece.index == begun.index and not piece.name
    return isinstance(begun, Texts) and type(piece) is type(begun)


def _text(piece: Piece) -> str:
    match piece:
        case TextPiece(text=text) | ReasoningPiece(text=text) | RefusalPiece(text=text):
            return text
        case CallPiece(arguments=arguments):
            return arguments
        case _:
            return ""


def _whole(begun: Piece, texts: Sequence[str]) -> Piece:
    if isinstance(begun, CallPiece):
        return replace(begun, arguments="".join(texts))
    if isinstance(begun, Texts):
        return replace(begun, text="".join(texts))
    return begun


def _cut(text: str) -> Iterator[str]:
    text = _storable(text)
    if len(text) <= MAX_PIECE_CHARS:
        yield text
        return
    for start in range(0, len(text), MAX_PIECE_CHARS):
        yield text[start : start + MAX_PIECE_CHARS]


def _storable(text: str) -> str:
    """Replace lone surrogates, which cannot be stored: one of them would end the writing of every run."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
