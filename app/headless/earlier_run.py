"""The run that is still active on a thread: `ask` and `--plain` meet it."""

import asyncio
from contextlib import aclosing, suppress

from app.api.errors import NotFound, RequestError
from app.api.events import TERMINAL_EVENTS
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.requests import Page
from app.api.services import Assistants

ABANDONED_TIMEOUT_S = 5.0
"""How long opening a thread waits for the end of a run that no program drives."""

WAY_OUT = "Wait for it, or cancel it with: {} runs cancel {}"
ACTIVE = "Run {} of this thread is still active."
LEFT = "Run {} of this thread was left by a program that has ended. It was cancelled; what it had written is kept."
LEFT_WAITING = (
    "Run {} of this thread was waiting for tool outputs, which no program is there to send. It was cancelled."
)


async def find_active_run(assistants: Assistants, thread_id: str) -> Run | None:
    """Return the active run of a thread: it can only be the newest. Raises `NotFound` for the thread."""
    newest = (await assistants.list_runs(thread_id, Page(limit=1))).data
    if newest and newest[0].status not in TERMINAL_STATUSES:
        return newest[0]
    return None


def with_way_out(refusal: RequestError, earlier: Run | None, program: str) -> RequestError:
    """Return the refusal of a new run; where an active run is the reason, it says what the user can do.

    `program`: the beginning of the command.
    """
    if earlier is None or isinstance(refusal, NotFound):
        return refusal
    return RequestError(
        f"{refusal} {WAY_OUT.format(program, earlier.thread_id)}", code=refusal.code, status=refusal.status
    )


async def cancel_abandoned(assistants: Assistants, thread_id: str, program: str) -> str:
    """Cancel the active run of a thread that is opened, if no program will continue it; return what to tell the user.

    Empty when no run is active. Raises `NotFound` for the thread.
    """
    run = await find_active_run(assistants, thread_id)
    if run is None:
        return ""
    if any(facts.abandoned for facts in (await assistants.run_facts(thread_id, [run.id])).data):
        with suppress(RequestError, TimeoutError):  # it ended meanwhile, or another program took it up
            await assistants.cancel_run(thread_id, run.id)
            async with asyncio.timeout(ABANDONED_TIMEOUT_S):
                await wait_until_over(assistants, run)
            return await explain_cancelled(assistants, run)
    return f"{ACTIVE.format(run.id)} {WAY_OUT.format(program, thread_id)}"


async def explain_cancelled(assistants: Assistants, earlier: Run) -> str:
    """Return the sentence about an earlier run that was cancelled for the new one; empty when it ended by itself."""
    if (await assistants.get_run(earlier.thread_id, earlier.id)).status != "cancelled":
        return ""
    if earlier.status == "requires_action":
        return LEFT_WAITING.format(earlier.id)
    return LEFT.format(earlier.id)


async def wait_until_over(assistants: Assistants, run: Run) -> Run:
    """Follow a run to its end and return it."""
    async with aclosing(assistants.follow(run.thread_id, run.id)) as events:
        async for event in events:
            if event.event in TERMINAL_EVENTS:
                break
    return await assistants.get_run(run.thread_id, run.id)
