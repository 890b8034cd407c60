"""The content of a message as it grows: pieces in, parts and their deltas out.

`writers` streams with it, `endings` puts what was streamed together again from the stored deltas.
"""

from msgspec import UNSET

from app.api.events import Event, MessageDelta, RefusalPartDelta, TextDelta, TextPartDelta
from app.api.objects import Part, RefusalPart, Text, TextPart
from app.models.model import RefusalPiece, TextPiece


class Content:
    """At most one part of each kind; a part's index is the order in which the kinds came."""

    def __init__(self) -> None:
        self._order: list[type[TextPiece | RefusalPiece]] = []
        self._texts: dict[type[TextPiece | RefusalPiece], list[str]] = {}

    def grow(self, piece: TextPiece | RefusalPiece) -> TextPartDelta | RefusalPartDelta:
        """Take a piece; returns what it adds as clients see it."""
        kind = type(piece)
        begins = kind not in self._texts
        if begins:
            self._order.append(kind)
            self._texts[kind] = []
        self._texts[kind].append(piece.text)
        index = self._order.index(kind)
        if isinstance(piece, TextPiece):
            # The first delta makes the part: clients that gather them expect its list of annotations.
            return TextPartDelta(index=index, text=TextDelta(value=piece.text, annotations=[] if begins else UNSET))
        return RefusalPartDelta(index=index, refusal=piece.text)

    @property
    def parts(self) -> list[Part]:
        """The content so far."""
        return [
            TextPart(text=Text(value="".join(self._texts[kind])))
            if kind is TextPiece
            else RefusalPart(refusal="".join(self._texts[kind]))
            for kind in self._order
        ]

    @property
    def length(self) -> int:
        """Characters so far."""
        return sum(len(text) for texts in self._texts.values() for text in texts)


def of_deltas(message_id: str, events: list[Event]) -> list[Part]:
    """What was streamed of a message."""
    content = Content()
    for event in events:
        if isinstance(event.data, MessageDelta) and event.data.id == message_id:
            for part in event.data.delta.content:
                content.grow(
                    TextPiece(part.text.value) if isinstance(part, TextPartDelta) else RefusalPiece(part.refusal)
                )
    return content.parts


def longer(one: list[Part], other: list[Part]) -> list[Part]:
    """Whichever says more; the second where they say the same."""
    return one if _length(one) > _length(other) else other


def _length(parts: list[Part]) -> int:
    return sum(
        len(part.text.value)
        if isinstance(part, TextPart)
        else len(part.refusal)
        if isinstance(part, RefusalPart)
        else 0
        for part in parts
    )
