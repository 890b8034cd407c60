"""Which events of a run one stream of the API contains.

The API's streams end at `requires_action`, and the outputs are submitted on a new stream. `Assistants.follow` continues
through it, so each stream is a part of its events. Source: Assistants API reference, streaming.
"""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing

from app.api.errors import RequestError
from app.api.events import OWN_EVENTS, TERMINAL_EVENTS, Event, EventName
from app.api.objects import Run

REPLY_EVENTS: frozenset[EventName] = frozenset({"thread.run.step.created", "thread.message.created"})
"""The events with which a reply begins."""


async def until_stop(events: AsyncGenerator[Event]) -> AsyncGenerator[Event]:
    """Yield events up to `requires_action` or the end. Raises `RequestError` when the run is deleted or taken over.

    Events of ours are left out. A run whose process died asks its model again, and repeats what this stream has sent of
    the reply. The API's clients cannot handle that, so their stream breaks; the run continues.
    """
    has_reply = False
    async with aclosing(events):
        async for event in events:
            if event.event == "thread.run.queued" and has_reply:
                raise RequestError("The run was restarted. Retrieve it to see its status.", type="server_error")
            has_reply = has_reply or event.event in REPLY_EVENTS
            if event.event in OWN_EVENTS:
                continue
            yield event
            if event.event == "thread.run.requires_action" or event.event in TERMINAL_EVENTS:
                return
    raise RequestError("The run was deleted.", type="server_error")


async def after_outputs(events: AsyncGenerator[Event], call_ids: Collection[str]) -> AsyncGenerator[Event]:
    """Yield the events that follow the outputs of these tool calls, up to the next `requires_action` or the end."""
    async with aclosing(events), aclosing(until_stop(events)) as rest:
        async for event in events:
            if event.event == "thread.run.requires_action" and _waiting_calls(event.data) == set(call_ids):
                break
        async for event in rest:
            yield event


def _waiting_calls(run: object) -> set[str]:
    """Return the ids of the tool calls whose outputs the run waits for."""
    if not isinstance(run, Run) or run.required_action is None:
        return set()
    return {call.id for call in run.required_action.submit_tool_outputs.tool_calls}
