"""The legs of a run: what one API stream shows of its events. `operations` streams them.

The API's streams end at `requires_action`; the outputs are submitted on a new stream. `Assistants.follow` goes on
through it, so a stream is a cut of what it tells. Source: Assistants API reference, streaming.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import AsyncExitStack

from app.api.errors import RequestError
from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import Message, Run
from app.api.steps import RunStep

OPENED = frozenset({"thread.message.created", "thread.run.step.created"})
CLOSED = frozenset(
    {
        "thread.message.completed",
        "thread.message.incomplete",
        "thread.run.step.completed",
        "thread.run.step.failed",
        "thread.run.step.cancelled",
        "thread.run.step.expired",
    }
)


async def every_leg(events: AsyncIterator[Event]) -> AsyncGenerator[Event]:
    """All events to the last, closed in order when the reader stops."""
    async with AsyncExitStack() as stack:
        _close_with(stack, events)
        async for event in events:
            yield event


async def first_leg(events: AsyncIterator[Event]) -> AsyncGenerator[Event]:
    """From the beginning to `requires_action` or the end. Raises `RequestError` where the run is deleted or taken over.

    A run whose process died is begun again at its last saved step, so what was open is told a second time. The API's
    clients cannot take that: their stream breaks, and the run goes on.
    """
    still_open: set[str] = set()
    async with AsyncExitStack() as stack:
        _close_with(stack, events)
        async for event in events:
            if event.event == "thread.run.queued" and still_open:
                raise RequestError("The run was begun again. Read it to see how it goes on.", type="server_error")
            if isinstance(event.data, Message | RunStep):
                if event.event in OPENED:
                    still_open.add(event.data.id)
                elif event.event in CLOSED:
                    still_open.discard(event.data.id)
            yield event
            if event.event == "thread.run.requires_action" or event.event in TERMINAL_EVENTS:
                return
    raise RequestError("The run was deleted.", type="server_error")


async def later_leg(events: AsyncIterator[Event], call_ids: Collection[str]) -> AsyncGenerator[Event]:
    """What follows the submitting of outputs for these calls, to the next `requires_action` or the end."""
    async with AsyncExitStack() as stack:
        _close_with(stack, events)
        async for event in events:
            if event.event == "thread.run.requires_action" and _waited_for(event.data) == set(call_ids):
                break
        leg = first_leg(events)
        _close_with(stack, leg)
        async for event in leg:
            yield event


def _waited_for(run: object) -> set[str]:
    if not isinstance(run, Run) or run.required_action is None:
        return set()
    return {call.id for call in run.required_action.submit_tool_outputs.tool_calls}


def _close_with(stack: AsyncExitStack, events: AsyncIterator[Event]) -> None:
    if isinstance(events, AsyncGenerator):
        stack.push_async_callback(events.aclose)
