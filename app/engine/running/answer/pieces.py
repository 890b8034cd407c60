"""Evens out the pieces of an answer, so that what is stored and sent does not depend on how a server cuts its text.

A flood of tiny pieces would be a flood of events, each with an object, a row and a frame of its own; a huge one would
be a huge row.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from app.models.model import CallPiece, Piece, ReasoningPiece, RefusalPiece, TextPiece

MANY_PIECES = 32
"""More pieces at once than a follower could show one by one: consecutive ones are joined."""
MAX_PIECE_CHARS = 2**20

Texts = TextPiece | ReasoningPiece | RefusalPiece


def even_out(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the same text in pieces that are neither too many nor too long."""
    joined: Iterator[Piece] = iter(pieces)
    if len(pieces) > MANY_PIECES:
        joined = join(pieces)
    for piece in joined:
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


def join(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join consecutive pieces of the same text, or of the arguments of one call."""
    begun: Piece | None = None
    texts: list[str] = []
    for piece in pieces:
        if begun is not None and not _continues(begun, piece):
            yield _whole(begun, texts)
            begun, texts = None, []
        if begun is None:
            begun = piece
        texts.append(_text(piece))
    if begun is not None:
        yield _whole(begun, texts)


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
    if len(texts) == 1:
        return begun
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
