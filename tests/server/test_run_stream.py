"""Where an API stream ends: at `requires_action`, at the end, and where a take-over would repeat a message."""

from collections.abc import AsyncGenerator, Sequence

import pytest
from msgspec.structs import replace

from app.api.errors import RequestError
from app.api.events import Event, EventData, EventName
from app.api.objects import Message, Run
from app.server.streams.run_stream import until_stop
from tests.requirements import requirement

RUN = Run(id="run_1", created_at=1, thread_id="thread_1", assistant_id="asst_1", status="queued", model="m")
MESSAGE = Message(id="msg_1", created_at=1, thread_id="thread_1", status="in_progress", role="assistant")
QUEUED: tuple[EventName, EventData] = ("thread.run.queued", RUN)
IN_PROGRESS: tuple[EventName, EventData] = ("thread.run.in_progress", replace(RUN, status="in_progress"))
MESSAGE_CREATED: tuple[EventName, EventData] = ("thread.message.created", MESSAGE)
MESSAGE_COMPLETED: tuple[EventName, EventData] = ("thread.message.completed", replace(MESSAGE, status="completed"))
DONE: tuple[EventName, EventData] = ("thread.run.completed", replace(RUN, status="completed"))


class Source:
    """A source of events. `closed`: whether the generator was closed."""

    def __init__(self, events: Sequence[tuple[EventName, EventData]]) -> None:
        self.events = events
        self.closed = False

    async def follow(self) -> AsyncGenerator[Event]:
        try:
            for number, (name, data) in enumerate(self.events):
                yield Event(number=number, event=name, data=data)
        finally:
            self.closed = True


async def streamed(source: Source) -> list[str]:
    return [event.event async for event in until_stop(source.follow())]


@requirement("server.take-over")
async def test_a_stream_breaks_where_a_message_would_be_repeated() -> None:
    source = Source(
        [QUEUED, IN_PROGRESS, MESSAGE_CREATED, QUEUED, IN_PROGRESS, MESSAGE_CREATED, MESSAGE_COMPLETED, DONE]
    )
    stream = until_stop(source.follow())
    seen = [(await anext(stream)).event for _ in range(3)]
    with pytest.raises(RequestError, match="was restarted"):
        await anext(stream)
    assert seen == ["thread.run.queued", "thread.run.in_progress", "thread.message.created"]
    assert source.closed


@requirement("server.take-over")
async def test_a_stream_breaks_where_a_finished_message_would_be_repeated() -> None:
    with pytest.raises(RequestError, match="was restarted"):
        await streamed(
            Source(
                [
                    QUEUED,
                    IN_PROGRESS,
                    MESSAGE_CREATED,
                    MESSAGE_COMPLETED,
                    QUEUED,
                    IN_PROGRESS,
                    MESSAGE_CREATED,
                    MESSAGE_COMPLETED,
                    DONE,
                ]
            )
        )


@requirement("server.take-over")
async def test_a_stream_continues_after_a_take_over_without_a_message() -> None:
    events = [QUEUED, IN_PROGRESS, QUEUED, IN_PROGRESS, MESSAGE_CREATED, MESSAGE_COMPLETED, DONE]
    assert await streamed(Source(events)) == [name for name, _ in events]


@requirement("server.stream-form")
async def test_a_stream_ends_at_requires_action() -> None:
    waiting: tuple[EventName, EventData] = ("thread.run.requires_action", replace(RUN, status="requires_action"))
    source = Source([QUEUED, IN_PROGRESS, waiting, QUEUED, IN_PROGRESS, DONE])
    assert await streamed(source) == ["thread.run.queued", "thread.run.in_progress", "thread.run.requires_action"]
    assert source.closed
