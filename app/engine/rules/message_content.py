"""The content of a message while it grows: takes pieces from the model, gives parts and deltas."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import UNSET

from app.api.events import Event, MessageDelta, RefusalPartDelta, TextDelta, TextPartDelta
from app.api.objects import Message, Part, RefusalPart, Text, TextPart
from app.models.model import RefusalPiece, TextPiece

MAX_JOINED_CHARS = 16 * 2**20
"""How much text is joined from the deltas that a dead process left."""
NOT_JOINED = "\n\n[The rest of this reply was not kept: the program that received it ended unexpectedly.]"


class Content:
    """The parts of a growing message: at most one text and one refusal, in the order in which they began.

    `chars`: characters so far.
    """

    def __init__(self) -> None:
        self._texts: dict[type[TextPiece | RefusalPiece], list[str]] = {}
        self.chars = 0

    def add(self, piece: TextPiece | RefusalPiece) -> TextPartDelta | RefusalPartDelta:
        """Add a piece; return the delta that clients get."""
        kind = type(piece)
        is_first = kind not in self._texts
        self._texts.setdefault(kind, []).append(piece.text)
        self.chars += len(piece.text)
        index = list(self._texts).index(kind)
        if isinstance(piece, RefusalPiece):
            return RefusalPartDelta(index=index, refusal=piece.text)
        if is_first:
            # The first delta makes the part: clients that gather deltas expect its list of annotations.
            return TextPartDelta(index=index, text=TextDelta(value=piece.text, annotations=[]))
        return TextPartDelta(index=index, text=TextDelta(value=piece.text, annotations=UNSET))

    @property
    def parts(self) -> list[Part]:
        """The content so far."""
        parts: list[Part] = []
        for kind, texts in self._texts.items():
            texts[:] = ["".join(texts)]  # so that the text is in memory once
            if kind is TextPiece:
                parts.append(TextPart(text=Text(value=texts[0])))
            else:
                parts.append(RefusalPart(refusal=texts[0]))
        return parts


def join_deltas(message_id: str, events: Iterable[Event]) -> list[Part]:
    """Join the deltas of a message to its content, up to a length that only a flood has."""
    content = Content()
    for piece in _pieces(message_id, events):
        if piece is None:
            content = Content()
            continue
        if content.chars > MAX_JOINED_CHARS:
            content.add(TextPiece(NOT_JOINED))
            break
        content.add(piece)
    return content.parts


def delta_chars(message_id: str, events: Iterable[Event]) -> int:
    """Return how much text the deltas of a message have."""
    chars = 0
    for piece in _pieces(message_id, events):
        chars = 0 if piece is None else chars + len(piece.text)
    return chars


def content_chars(parts: Sequence[Part]) -> int:
    """Return how much text a content has."""
    chars = 0
    for part in parts:
        match part:
            case TextPart():
                chars += len(part.text.value)
            case RefusalPart():
                chars += len(part.refusal)
            case _:
                pass
    return chars


def _pieces(message_id: str, events: Iterable[Event]) -> Iterator[TextPiece | RefusalPiece | None]:
    """Yield what the deltas of a message bring, `None` where it begins anew."""
    for event in events:
        if event.event == "thread.message.created" and isinstance(event.data, Message) and event.data.id == message_id:
            yield None
        if isinstance(event.data, MessageDelta) and event.data.id == message_id:
            for part in event.data.delta.content:
                if isinstance(part, TextPartDelta):
                    yield TextPiece(part.text.value)
                else:
                    yield RefusalPiece(part.refusal)
