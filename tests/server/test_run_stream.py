"""Where an API stream is cut: at outputs that are wanted, at the end, and where a take-over would repeat a message."""

from collections.abc import AsyncGenerator, Sequence

import pytest
from msgspec.structs import replace

from app.api.errors import RequestError
from app.api.events import Event, EventData, EventName
from app.api.objects import Message, Run
from app.server.run_stream import until_stop
from tests.requirements import requirement

RUN = Run(id="run_1", created_at=1, thread_id="thread_1", assistant_id="asst_1", status="queued", model="m")
MESSAGE = Message(id="msg_1", created_at=1, thread_id="thread_1", status="in_progress", role="assistant")
QUEUED: tuple[EventName, EventData] = ("thread.run.queued", RUN)
BEGUN: tuple[EventName, EventData] = ("thread.run.in_progress", replace(RUN, status="in_progress"))
OPENED: tuple[EventName, EventData] = ("thread.message.created", MESSAGE)
CLOSED: tuple[EventName, EventData] = ("thread.message.completed", replace(MESSAGE, status="completed"))
DONE: tuple[EventName, EventData] = ("thread.run.completed", replace(RUN, status="completed"))


class Source:
    """Events as `follow` tells them; `closed` once nobody listens."""

    def __init__(self, facts: Sequence[tuple[EventName, EventData]]) -> None:
        self.facts = facts
        self.closed = False

    async def follow(self) -> AsyncGenerator[Event]:
        try:
            for number, (name, data) in enumerate(self.facts):
                yield Event(number=number, event=name, data=data)
        finally:
            self.closed = True


async def told(source: Source) -> list[str]:
    return [event.event async for event in until_stop(source.follow())]


@requirement("server.take-over")
async def test_a_stream_breaks_where_a_message_would_be_told_twice() -> None:
    source = Source([QUEUED, BEGUN, OPENED, QUEUED, BEGUN, OPENED, CLOSED, DONE])
    leg = until_stop(source.follow())
    seen = [(await anext(leg)).event for _ in range(3)]
    with pytest.raises(RequestError, match="was restarted"):
        await anext(leg)
    assert seen == ["thread.run.queued", "thread.run.in_progress", "thread.message.created"]
    assert source.closed


@requirement("server.take-over")
async def test_a_stream_breaks_where_a_finished_message_would_be_told_twice() -> None:
    with pytest.raises(RequestError, match="was restarted"):
        await told(Source([QUEUED, BEGUN, OPENED, CLOSED, QUEUED, BEGUN, OPENED, CLOSED, DONE]))


@requirement("server.take-over")
async def test_a_take_over_of_a_run_that_said_nothing_goes_on() -> None:
    facts = [QUEUED, BEGUN, QUEUED, BEGUN, OPENED, CLOSED, DONE]
    assert await told(Source(facts)) == [name for name, _ in facts]


@requirement("server.stream-form")
async def test_a_stream_ends_where_outputs_are_wanted() -> None:
    waiting: tuple[EventName, EventData] = ("thread.run.requires_action", replace(RUN, status="requires_action"))
    source = Source([QUEUED, BEGUN, waiting, QUEUED, BEGUN, DONE])
    assert await told(source) == ["thread.run.queued", "thread.run.in_progress", "thread.run.requires_action"]
    assert source.closed
