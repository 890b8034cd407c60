"""`assistant-chat ask`: one message, one run, the reply as it streams. `cli` and the plain conversation call it."""

import asyncio
from collections.abc import Callable, Sequence, Set
from contextlib import aclosing

from msgspec import Struct

from app.api.assistants import Assistants
from app.api.endpoints import Endpoint, Endpoints
from app.api.errors import ConsentNeeded, Error, NoEndpoint, RequestError
from app.api.events import TERMINAL_EVENTS, Event, EventName
from app.api.objects import Run
from app.api.services import OpenServices
from app.api.start_run import assistants_of, start_run
from app.headless.exit_codes import EXIT_CODES
from app.headless.printers import Printer

Tell = Callable[[Event], None]

WAITS: frozenset[EventName] = frozenset({"thread.run.requires_action"})
"""Here a run waits for somebody else's answer."""


GO_ON = "To go on: assistant-chat ask --thread {}"


class Lost(Error):
    """The run was started, and how it goes on cannot be seen from here."""

    def __init__(self, run: Run, message: str) -> None:
        super().__init__(message)
        self.run = run


class Told(Struct):
    """How far the events of a run were told."""

    number: int = 0


class Question(Struct, frozen=True, kw_only=True):
    """What to ask, where and whom; `None` leaves the choice to the thread, then to the defaults."""

    text: str
    thread_id: str | None = None
    assistant_id: str | None = None
    model: str | None = None


async def ask(open_services: OpenServices, question: Question, printer: Printer) -> int:
    """Ask and tell; the exit code. To cancel this task, or to close stdout, cancels the run and waits for its end.

    Raises `NoEndpoint` when there is nobody to ask, `RequestError` when the engine refuses.
    """
    async with open_services() as (assistants, endpoints):
        endpoint = await ready(endpoints)
        try:
            run = await ask_in(assistants, endpoint, question, printer)
        except Lost as lost:
            printer.note(str(lost))
            printer.note(GO_ON.format(lost.run.thread_id))
            return EXIT_CODES["failed"]
        printer.end(run, await answering(endpoints, run))
        printer.note(GO_ON.format(run.thread_id))
        return EXIT_CODES[run.status]


async def ready(endpoints: Endpoints) -> Endpoint:
    """The endpoint in use. Raises `NoEndpoint` with the ways out, or with the way to allow it."""
    endpoint = await endpoints.current()
    if endpoint is None:
        raise NoEndpoint
    if endpoint.needs_consent:
        raise ConsentNeeded(endpoint.base_url)
    return endpoint


async def ask_in(assistants: Assistants, endpoint: Endpoint, question: Question, printer: Printer) -> Run:
    """Start a run and follow it until it is over or waits for tool outputs; the run as it is then."""
    printer.endpoint(endpoint.name)
    told = Told()
    # Not cut off in the middle: a run that was committed must be known, to be cancelled.
    beginning = asyncio.create_task(start(assistants, question))
    try:
        run = await asyncio.shield(beginning)
        try:
            return await follow(assistants, run, printer.event, told, WAITS | TERMINAL_EVENTS)
        except Error as error:
            raise Lost(run, str(error)) from error
    except OSError:  # nobody reads stdout any more, or it is full
        return await cancel(assistants, await beginning, unheard, told)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
        return await cancel(assistants, await beginning, printer.event, told)


async def start(assistants: Assistants, question: Question) -> Run:
    """Append the message and start the run, in one transaction."""
    if question.assistant_id:
        assistant_ids: Sequence[str] = [question.assistant_id]
    else:
        assistant_ids = await assistants_of(assistants, question.thread_id)
    return await start_run(assistants, question.thread_id, assistant_ids, text=question.text, model=question.model)


async def follow(assistants: Assistants, run: Run, tell: Tell, told: Told, stops: Set[EventName]) -> Run:
    """Tell every event that was not told yet, up to one of `stops`; the run as it is there."""
    async with aclosing(assistants.follow(run.thread_id, run.id, after=told.number)) as events:
        async for event in events:
            told.number = event.number
            tell(event)
            if event.event in stops and isinstance(event.data, Run):
                return event.data
    raise Error(f"The events of run {run.id} ended before the run did.")


async def cancel(assistants: Assistants, run: Run, tell: Tell, told: Told) -> Run:
    """Cancel the run and tell what still comes until it has stopped. One that was over already stays as it was."""
    try:
        await assistants.cancel_run(run.thread_id, run.id)
    except RequestError:
        return await assistants.get_run(run.thread_id, run.id)
    return await follow(assistants, run, tell, told, TERMINAL_EVENTS)


async def answering(endpoints: Endpoints, run: Run) -> str:
    """The name of the model that answered, empty when none did or the endpoint cannot say."""
    if run.status == "failed":
        return ""  # whoever does not answer is not asked for its list again
    try:
        return await endpoints.resolve_model(run.model)
    except Error:
        return ""


def unheard(_: Event) -> None:
    """Nobody can read it."""
