"""`assistant-chat runs cancel`: cancels the active run of a thread, whichever program drives it."""

import asyncio
from contextlib import suppress
from typing import TextIO

from app.api.errors import RequestError
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.services import OpenServices
from app.headless.asking.typed_ids import find_thread_id
from app.headless.clean_text import clean_line
from app.headless.earlier_run import find_active_run, wait_until_over
from app.headless.exit_codes import COMPLETED, FAILED
from app.headless.lists.stored_lists import print_json
from app.headless.runs.find_run import find_run

TIMEOUT_S = 20.0
"""How long it waits: an owner that does not answer is given up after 4 s, and a server may be slow."""


async def cancel_run(
    open_services: OpenServices, thread_id: str, run_id: str | None, as_json: bool, out: TextIO, err: TextIO
) -> int:
    """Cancel this run, else the active one of the thread; print what happened, return the exit code. Raises `Error`.

    `as_json`: print the run as it is then; nothing where no run is active.
    """
    async with open_services() as (assistants, _):
        thread_id = await find_thread_id(assistants, thread_id)
        if run_id is not None:
            run = await find_run(assistants, thread_id, run_id)
        else:
            run = await find_active_run(assistants, thread_id)
        if run is None:
            (err if as_json else out).write(f"No run of {clean_line(thread_id)} is active.\n")
            return COMPLETED
        sentence = f"Run {run.id} was already over: {run.status}."
        if run.status not in TERMINAL_STATUSES:
            with suppress(RequestError):  # it ended meanwhile, or is being cancelled already
                await assistants.cancel_run(thread_id, run.id)
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    run = await wait_until_over(assistants, run)
            except TimeoutError:
                err.write(f"Run {run.id} did not end within {TIMEOUT_S:.0f} s. Its status is still cancelling.\n")
                return FAILED
            sentence = describe_end(run)
    if as_json:
        print_json([run], out)
    else:
        out.write(f"{sentence}\n")
    return COMPLETED


def describe_end(run: Run) -> str:
    """Return the sentence about a run that was to be cancelled."""
    if run.status == "cancelled":
        return f"Run {run.id} was cancelled."
    return f"Run {run.id} had ended before it could be cancelled: {run.status}."
