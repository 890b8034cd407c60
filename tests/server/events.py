"""Events for streams without a run."""

from app.api.events import Event, MessageDelta, MessageDeltaBody, TextDelta, TextPartDelta


def delta(number: int) -> Event:
    """Make an event with one word."""
    part = TextPartDelta(index=0, text=TextDelta(value="word "))
    data = MessageDelta(id="msg_1", delta=MessageDeltaBody(content=[part]))
    return Event(number=number, event="thread.message.delta", data=data)
