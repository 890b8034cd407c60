"""`assistant-chat ask`: one message, one run, the reply as it streams."""

import asyncio
from collections.abc import AsyncGenerator, Sequence, Set
from contextlib import aclosing, asynccontextmanager
from functools import partial

from msgspec import Struct

from app.api.conversation.replacing import edited_message, read_tail, replace_tail
from app.api.conversation.start_run import find_assistant_ids, start_run
from app.api.endpoints import Endpoint, Endpoints
from app.api.errors import ConsentNeeded, Error, NoEndpoint, RequestError, Unavailable
from app.api.events import TERMINAL_EVENTS, EventName
from app.api.objects import Message, Run
from app.api.services import Assistants, OpenServices
from app.headless.asking.asked_objects import find_assistant_id, find_newest_thread, set_instructions
from app.headless.asking.typed_ids import find_thread_id
from app.headless.earlier_run import explain_cancelled, find_active_run, with_way_out
from app.headless.exit_codes import EXIT_CODES, FAILED, STOPPED
from app.headless.printers import Printer

CONTINUE_WITH = "Continue with: {} ask --thread {}"
ANSWER_WITH = "Answer the calls with: {} {}"
"""Until they are answered no message can be sent; the terminal asks for their outputs."""

NEWS_INTERVAL_S = 0.5
CANCEL_TIMEOUT_S = 1.2
"""How long leaving waits for the end of a cancelled run: a server that is silent must not hold up Ctrl+C."""
MODEL_NAME_TIMEOUT_S = 1.0
"""How long the end of a run waits for the name of its model, which may need the endpoint's list."""

WAITING_EVENTS: frozenset[EventName] = frozenset({"thread.run.requires_action"})
"""The events after which the run waits for another program."""


class RunLost(Error):
    """The run was started, but its event stream was lost. `code`: the exit code."""

    def __init__(self, run: Run, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.run = run
        self.code = code


class NotConfirmed(Error):
    """The command was stopped before the start of a run was confirmed."""


class OutputLost(Error):
    """stdout could not be written; the run was cancelled if it was not over yet."""

    def __init__(self, run: Run) -> None:
        super().__init__("The output cannot be written.")
        self.run = run


class Question(Struct, frozen=True, kw_only=True):
    """What to ask, in which thread, and of which assistant; None means that of the thread, else the default.

    `text`: None runs the thread as it is. `files`: further texts of the same message; `uploads`: paths of files that
    are uploaded for it. `continues`: ask in the newest thread. `system`: the instructions of the conversation from now
    on; an empty text removes them. `edited`: the last message of the user, which the text takes the place of.
    `is_kept`: the thread is still there after the end. `program`: the beginning of the commands that the user is told.
    """

    text: str | None
    files: tuple[str, ...] = ()
    uploads: tuple[str, ...] = ()
    thread_id: str | None = None
    continues: bool = False
    system: str | None = None
    assistant_id: str | None = None
    model: str | None = None
    edited: Message | None = None
    is_kept: bool = True
    program: str = "assistant-chat"


async def ask(open_services: OpenServices, question: Question, printer: Printer) -> int:
    """Ask, print the reply and return the exit code.

    When this task is cancelled or stdout is closed, the run is cancelled and its end awaited. Raises `NoEndpoint` when
    no model is available, `RequestError` when the request is refused.
    """
    async with open_services() as (assistants, endpoints):
        endpoint = await require_endpoint(endpoints)
        try:
            async with telling_news(endpoints, endpoint, printer):
                run = await run_question(assistants, endpoint, question, printer)
        except RunLost as lost:
            printer.print_note(str(lost))
            print_way_on(question, lost.run, printer)
            return lost.code
        except NotConfirmed as error:
            printer.print_note(str(error))
            return STOPPED
        except OutputLost as lost:
            printer.print_end(lost.run, "")
            print_way_on(question, lost.run, printer)
            return STOPPED
        printer.print_end(run, await find_model(assistants, endpoints, run))
        print_news(endpoints, printer)
        print_way_on(question, run, printer)
        return EXIT_CODES[run.status]


def print_way_on(question: Question, run: Run, printer: Printer) -> None:
    """Print how to go on in the thread of a run, if it is still there when the command is over."""
    if question.is_kept:
        printer.print_note(describe_way_on(run, question.program))


def describe_way_on(run: Run, program: str) -> str:
    """Return the command that goes on in the thread of a run."""
    sentence = ANSWER_WITH if run.status == "requires_action" else CONTINUE_WITH
    return sentence.format(program, run.thread_id)


async def require_endpoint(endpoints: Endpoints) -> Endpoint:
    """Return the endpoint in use. Raises `NoEndpoint`, or `ConsentNeeded` before anything is sent."""
    endpoint = await endpoints.current()
    if endpoint is None:
        raise NoEndpoint
    if endpoint.needs_consent:
        raise ConsentNeeded(endpoint.base_url)
    return endpoint


async def run_question(assistants: Assistants, endpoint: Endpoint, question: Question, printer: Printer) -> Run:
    """Start a run and follow it until it is over or waits for tool outputs. Raises `RunLost`, `OutputLost`."""
    printer.set_endpoint(endpoint.name)
    follower = RunFollower(assistants)
    # Shielded, because a run that has been stored can be cancelled only if it is known here.
    starting = asyncio.create_task(start_question(assistants, question, printer))
    try:
        run = await asyncio.shield(starting)
        try:
            return await follower.follow(run, WAITING_EVENTS | TERMINAL_EVENTS, printer)
        except Error as error:
            raise RunLost(run, str(error)) from error
    except OSError as error:  # stdout is closed or its disk is full
        raise OutputLost(await cancel_started(starting, follower, None)) from error
    except asyncio.CancelledError:
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
        return await cancel_started(starting, follower, printer)


async def cancel_started(starting: asyncio.Task[Run], follower: "RunFollower", printer: Printer | None) -> Run:
    """Cancel the run that was started and return it when it is over.

    Raises `RunLost` or `NotConfirmed` when that takes too long.
    """
    try:
        async with asyncio.timeout(CANCEL_TIMEOUT_S):
            return await follower.cancel(await asyncio.shield(starting), printer)
    except (TimeoutError, Unavailable) as error:
        starting.cancel()
        if not starting.done() or starting.cancelled() or starting.exception():
            raise NotConfirmed("The message was not confirmed in time; it may not have been sent.") from error
        message = "The cancel was not confirmed in time; the run may still go on."
        raise RunLost(starting.result(), message, STOPPED) from error


async def start_question(assistants: Assistants, question: Question, printer: Printer) -> Run:
    """Store the message and start the run, in one transaction.

    A run that a dead process left on the thread is cancelled by that, and the user is told.
    """
    earlier, thread_id = None, question.thread_id
    if question.continues:
        thread_id = await find_newest_thread(assistants)
    elif thread_id is not None:
        thread_id = await find_thread_id(assistants, thread_id)
    if thread_id is not None:
        earlier = await find_active_run(assistants, thread_id)
    if question.assistant_id:
        assistant_ids: Sequence[str] = [await find_assistant_id(assistants, question.assistant_id)]
    else:
        assistant_ids = await find_assistant_ids(assistants, thread_id)
    metadata = await set_instructions(assistants, thread_id, question.system)
    try:
        if question.edited and question.text is not None:
            run = await start_edited(assistants, question.edited, question.text, assistant_ids, question.model)
        else:
            run = await start_run(
                assistants,
                thread_id,
                assistant_ids,
                text=question.text,
                files=question.files,
                uploads=question.uploads,
                model=question.model,
                metadata=metadata,
            )
    except RequestError as error:
        raise with_way_out(error, earlier, question.program) from error
    if earlier is not None and (sentence := await explain_cancelled(assistants, earlier)):
        printer.print_note(sentence)
    return run


async def start_edited(
    assistants: Assistants, edited: Message, text: str, assistant_ids: Sequence[str], model: str | None
) -> Run:
    """Start a run with this text in place of a message and of what follows it. Raises `Error`."""
    tail = await read_tail(assistants, edited.thread_id, edited.id)
    create = partial(replace_tail, assistants, edited.thread_id, tail)
    messages = [edited_message(edited, text)]
    return await start_run(assistants, edited.thread_id, assistant_ids, messages=messages, model=model, create=create)


async def find_model(assistants: Assistants, endpoints: Endpoints, run: Run) -> str:
    """Return the name of the model that replied; empty when none did. An older server does not say: it is resolved."""
    if run.status in ("failed", "cancelled", "expired"):
        return ""  # an endpoint that has just failed is not asked for its list
    try:
        async with asyncio.timeout(MODEL_NAME_TIMEOUT_S):
            facts = await assistants.run_facts(run.thread_id, [run.id])
            for one in facts.data:
                if one.model:
                    return one.answered_by
            return await endpoints.resolve_model(run.model)
    except (Error, TimeoutError):
        return ""


def print_news(endpoints: Endpoints, printer: Printer) -> None:
    """Print what was learnt of the endpoint during the run."""
    for sentence in endpoints.take_notices():
        printer.print_note(sentence)


@asynccontextmanager
async def telling_news(endpoints: Endpoints, endpoint: Endpoint, printer: Printer) -> AsyncGenerator[None]:
    """Print what becomes known of the connection to a server as soon as it is known: the reply may never come."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(NEWS_INTERVAL_S)
            for sentence in endpoints.take_notices():
                printer.print_interruption(sentence)

    if endpoint.setting != "server":
        yield
        return
    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()


class RunFollower:
    """Follows a run and remembers the last event, so that following can resume after `cancel`."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self._last_number = 0

    async def follow(self, run: Run, until: Set[EventName], printer: Printer | None) -> Run:
        """Print every event that was not printed yet, up to one of `until`; return the run in that event.

        Without a printer the events are read and dropped.
        """
        async with aclosing(self._assistants.follow(run.thread_id, run.id, after=self._last_number)) as events:
            async for event in events:
                self._last_number = event.number
                if printer is not None:
                    printer.print_event(event)
                if event.event in until and isinstance(event.data, Run):
                    return event.data
        raise Error(f"The events of run {run.id} ended before the run did.")

    async def cancel(self, run: Run, printer: Printer | None) -> Run:
        """Cancel the run and follow it to its end. If it is already over, return it."""
        try:
            await self._assistants.cancel_run(run.thread_id, run.id)
        except RequestError:
            return await self._assistants.get_run(run.thread_id, run.id)
        return await self.follow(run, TERMINAL_EVENTS, printer)
