"""The legs of a run: what one API stream shows of its events. `operations` streams them.

The API's streams end at `requires_action`; the outputs are submitted on a new stream. `Assistants.follow` goes on
through it, so a stream is a cut of what it tells. Source: Assistants API reference, streaming.
"""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing

from app.api.errors import RequestError
from app.api.events import TERMINAL_EVENTS, Event, EventName
from app.api.objects import Run

BEGUN: frozenset[EventName] = frozenset({"thread.run.step.created", "thread.message.created"})


async def first_leg(events: AsyncGenerator[Event]) -> AsyncGenerator[Event]:
    """From the beginning to `requires_action` or the end. Raises `RequestError` where the run is deleted or taken over.

    A run whose process died asks its model again, and what this leg has told of the answer is told a second time. The
    API's clients cannot take that: their stream breaks, and the run goes on.
    """
    answering = False
    async with aclosing(events):
        async for event in events:
            if event.event == "thread.run.queued" and answering:
                raise RequestError("The run was begun again. Read it to see how it goes on.", type="server_error")
            answering = answering or event.event in BEGUN
            yield event
            if event.event == "thread.run.requires_action" or event.event in TERMINAL_EVENTS:
                return
    raise RequestError("The run was deleted.", type="server_error")


async def later_leg(events: AsyncGenerator[Event], call_ids: Collection[str]) -> AsyncGenerator[Event]:
    """What follows the submitting of outputs for these calls, to the next `requires_action` or the end."""
    async with aclosing(events), aclosing(first_leg(events)) as leg:
        async for event in events:
            if event.event == "thread.run.requires_action" and _waited_for(event.data) == set(call_ids):
                break
        async for event in leg:
            yield event


def _waited_for(run: object) -> set[str]:
    if not isinstance(run, Run) or run.required_action is None:
        return set()
    return {call.id for call in run.required_action.submit_tool_outputs.tool_calls}
