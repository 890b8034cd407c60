"""The content of a message while it grows: takes pieces from the model, gives parts and deltas."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import UNSET, Struct
from msgspec.structs import replace

from app.api.events import Event, MessageDelta, RefusalPartDelta, TextDelta, TextPartDelta
from app.api.objects import Message, Part, RefusalPart, Text, TextPart
from app.models.model import RefusalPiece, TextPiece

MAX_JOINED_CHARS = 64 * 2**20
"""How much text is taken from the deltas that a dead process left: as much as an answer has."""
NOT_JOINED = "\n\n[The rest of this reply was not kept: the program that received it ended unexpectedly.]"


class Content:
    """The parts of a growing message: at most one text and one refusal, in the order in which they began.

    `chars`: characters so far. What is stored already as a long text is no longer here: `is_long`.
    """

    def __init__(self) -> None:
        self._places: dict[type[TextPiece | RefusalPiece], int] = {}
        self._waiting: list[TextPiece | RefusalPiece] = []
        self.chars = self.waiting_chars = 0
        self.is_long = False
        self._beginning = ""

    def add(self, piece: TextPiece | RefusalPiece) -> TextPartDelta | RefusalPartDelta:
        """Add a piece; return the delta that clients get."""
        kind = type(piece)
        is_first = kind not in self._places
        index = self._places.setdefault(kind, len(self._places))
        self._waiting.append(piece)
        self.chars += len(piece.text)
        self.waiting_chars += len(piece.text)
        if isinstance(piece, RefusalPiece):
            return RefusalPartDelta(index=index, refusal=piece.text)
        if is_first:
            # The first delta makes the part: clients that gather deltas expect its list of annotations.
            return TextPartDelta(index=index, text=TextDelta(value=piece.text, annotations=[]))
        return TextPartDelta(index=index, text=TextDelta(value=piece.text, annotations=UNSET))

    @property
    def waiting(self) -> list[tuple[bool, str]]:
        """The texts that are not stored, consecutive ones of a kind joined, each with whether it is of a refusal."""
        grouped = groupby(self._waiting, key=type)
        return [(kind is RefusalPiece, "".join(piece.text for piece in pieces)) for kind, pieces in grouped]

    def mark_stored(self) -> None:
        """Note that all of it is stored as a long text."""
        self._beginning = self.beginning
        self._waiting.clear()
        self.waiting_chars = 0
        self.is_long = True

    @property
    def beginning(self) -> str:
        """The text without refusals, of a long one what was stored first."""
        return self._beginning or "".join(piece.text for piece in self._waiting if isinstance(piece, TextPiece))

    @property
    def parts(self) -> list[Part]:
        """The content so far, as long as it is not a long one."""
        parts: list[Part] = []
        for kind in self._places:
            text = "".join(piece.text for piece in self._waiting if type(piece) is kind)
            if kind is TextPiece:
                parts.append(TextPart(text=Text(value=text)))
            else:
                parts.append(RefusalPart(refusal=text))
        return parts

    def put_into(self, message: Message) -> Message:
        """Return the message with this content."""
        return replace(message, content=self.parts)


class Streamed(Struct, frozen=True):
    """What the deltas of a message have. `begins`: how often it began anew, `chars`: its text since then."""

    begins: int
    chars: int


def count_deltas(message_id: str, events: Iterable[Event]) -> Streamed:
    """Count the text in the deltas of a message."""
    begins = chars = 0
    for piece in _pieces(message_id, events):
        if piece is None:
            begins, chars = begins + 1, 0
        else:
            chars += len(piece.text)
    return Streamed(begins, chars)


def more_of_deltas(
    message_id: str, events: Iterable[Event], begins: int, stored_chars: int
) -> Iterator[TextPiece | RefusalPiece]:
    """Yield what a message has behind its first characters since it last began, up to a length that a flood has."""
    chars = 0
    for piece in _pieces(message_id, events):
        if piece is None:
            begins -= 1
        elif begins <= 0:
            if chars > MAX_JOINED_CHARS:
                yield TextPiece(NOT_JOINED)
                break
            known = max(0, stored_chars - chars)
            chars += len(piece.text)
            if known < len(piece.text):
                yield replace(piece, text=piece.text[known:])


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
