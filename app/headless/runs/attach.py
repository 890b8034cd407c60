"""`assistant-chat runs attach`: prints what a run has written, and follows it to its end. It never cancels the run."""

import asyncio

from app.api.errors import Unavailable
from app.api.events import TERMINAL_EVENTS
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.services import Assistants, OpenServices
from app.headless.ask import WAITING_EVENTS, RunFollower, describe_way_on, find_model
from app.headless.exit_codes import EXIT_CODES, FAILED, STOPPED
from app.headless.lists.stored_lists import read_facts
from app.headless.printers import Printer
from app.headless.runs.find_run import find_run
from app.headless.runs.show_run import require_owner

GOES_ON = "The run goes on without this command. Follow it again with: {} runs attach {} {}"


async def attach(
    open_services: OpenServices, thread_id: str, run_id: str | None, printer: Printer, program: str = "assistant-chat"
) -> int:
    """Print a run from its beginning until it is over or waits for outputs; return the exit code of its status.

    `program`: the beginning of the commands that the user is told.
    """
    async with open_services() as services:
        run = await find_run(services.assistants, thread_id, run_id)
        if run.status not in TERMINAL_STATUSES:
            require_owner((await read_facts(services.assistants, run.thread_id, [run.id])).get(run.id), run)
        endpoint = await services.endpoints.current()
        printer.set_endpoint(endpoint.name if endpoint else "")
        follower = RunFollower(services.assistants)
        try:
            run = await follower.follow(run, TERMINAL_EVENTS | WAITING_EVENTS, printer)
            while run.status == "requires_action" and await is_answered(services.assistants, run):
                run = await follower.follow(run, TERMINAL_EVENTS | WAITING_EVENTS, printer)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            assert task is not None
            task.uncancel()
            printer.print_note(GOES_ON.format(program, run.thread_id, run.id))
            return STOPPED
        except Unavailable as error:
            printer.print_note(str(error))
            printer.print_note(GOES_ON.format(program, run.thread_id, run.id))
            return FAILED
        printer.print_end(run, await find_model(services.assistants, services.endpoints, run))
        printer.print_note(describe_way_on(run, program))
    return EXIT_CODES[run.status]


async def is_answered(assistants: Assistants, run: Run) -> bool:
    """Whether a run that waited for outputs has gone on since: its past events are followed like those to come."""
    now = await assistants.get_run(run.thread_id, run.id)
    return now.status != "requires_action" or now.required_action != run.required_action
