"""`ask` with a scripted model: the output on each stream, and the exit code."""

import asyncio
import io
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import cast

import msgspec
import pytest

from app.api.endpoints import Endpoint, Origin
from app.api.errors import ConsentNeeded, Error, NoEndpoint, NotFound, Unavailable
from app.api.events import Event
from app.api.objects import DEFAULT_ASSISTANT_ID, Message, Run, TextPart
from app.api.requests import CreateAssistant, Page, ThreadQuery
from app.api.services import Assistants, OpenServices, Services
from app.api.tools import FunctionDefinition, FunctionTool
from app.headless.ask import Question, ask
from app.headless.printers import ERASE_LINE, JsonPrinter, TextPrinter
from app.models.model import Finished, ModelError, RefusalPiece, TextPiece
from app.models.script import Gate, Reply, Script, call
from tests.headless.streams import Closed, Terminal, Watched
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]


async def run_of(open_services: OpenServices) -> tuple[Run, list[Message]]:
    """Return the newest stored run, and the messages of its thread, oldest first."""
    async with open_services() as (assistants, _):
        thread = (await assistants.list_threads(ThreadQuery(limit=1))).data[0]
        messages = await assistants.list_messages(thread.id, Page(order="asc"))
        return (await assistants.list_runs(thread.id, Page(limit=1))).data[0], messages.data


@requirement("ask.streams-the-reply", "ask.exit-codes")
async def test_the_reply_is_on_stdout_and_the_thread_on_stderr(services_on: ServicesOn):
    out, err = io.StringIO(), io.StringIO()
    services = services_on(Script(["Hello there"]))
    assert await ask(services, Question(text="Hi"), TextPrinter(out, err)) == 0
    run, messages = await run_of(services)
    assert out.getvalue() == "Hello there\n"
    assert err.getvalue() == f"Continue with: assistant-chat ask --thread {run.thread_id}\n"
    assert [message.text for message in messages] == ["Hi", "Hello there"]


@requirement("ask.exit-codes")
async def test_a_run_whose_events_are_lost_exits_with_1(services_on: ServicesOn):
    err = io.StringIO()
    inner = services_on(Script(["Hello there"]))

    @asynccontextmanager
    async def open_services() -> AsyncGenerator[Services]:
        async with inner() as (assistants, endpoints):
            yield Services(cast(Assistants, WithoutEvents(assistants)), endpoints)

    assert await ask(open_services, Question(text="Hi"), TextPrinter(io.StringIO(), err)) == 1
    run, _ = await run_of(inner)
    assert "The server went away." in err.getvalue()
    assert f"ask --thread {run.thread_id}\n" in err.getvalue()


@requirement("ask.streams-the-reply", "ask.plain")
@pytest.mark.parametrize("live", [True, False])
async def test_no_status_is_drawn_over_the_reply(live: bool, services_on: ServicesOn):
    screen = Terminal()
    await ask(services_on(Script(["Hello there"])), Question(text="Hi"), TextPrinter(screen, screen, live=live))
    shown = screen.getvalue()
    assert "Hello there\n" in shown
    assert (ERASE_LINE in shown) == live


@requirement("ask.streams-the-reply")
async def test_an_empty_reply_is_reported(services_on: ServicesOn):
    err = io.StringIO()
    assert await ask(services_on(Script([Reply()])), Question(text="Hi"), TextPrinter(io.StringIO(), err)) == 0
    assert "The model returned an empty reply." in err.getvalue()


class WithoutEvents:
    """An engine whose event streams fail."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistants, name)

    async def follow(self, *_: object, after: int = 0) -> AsyncGenerator[Event]:
        raise Unavailable("The server went away.")
        yield  # pyright: ignore[reportUnreachable] - makes it a generator


@requirement("ask.streams-the-reply")
async def test_the_reply_is_printed_before_it_is_complete(services_on: ServicesOn):
    out, gate = Watched(), Gate()
    services = services_on(Script([Reply("one ", gate, "two")]))
    asking = asyncio.create_task(ask(services, Question(text="Hi"), TextPrinter(out, io.StringIO())))
    await gate.reached.wait()
    await out.shows("one ")
    gate.open()
    assert await asking == 0
    assert out.getvalue() == "one two\n"


@requirement("ask.streams-the-reply")
async def test_a_terminal_shows_the_statuses_and_the_model(services_on: ServicesOn):
    out, err = Terminal(), Terminal()
    assert await ask(services_on(Script(["Hello"])), Question(text="Hi"), TextPrinter(out, err)) == 0
    shown = err.getvalue()
    statuses = ("script · queued", "script · in_progress", "script-1 · completed")
    assert sorted(statuses, key=shown.index) == list(statuses)
    assert out.getvalue() == "Hello\n"


@requirement("ask.exit-codes")
async def test_a_failed_run_prints_its_error(services_on: ServicesOn):
    out, err = io.StringIO(), io.StringIO()
    script = Script([Reply("Half", ModelError("The key is wrong.", "rate_limit_exceeded"))])
    assert await ask(services_on(script), Question(text="Hi"), TextPrinter(out, err)) == 1
    assert out.getvalue() == "Half\n"
    assert "failed: rate_limit_exceeded: The key is wrong." in err.getvalue()


@requirement("ask.exit-codes")
async def test_an_incomplete_run_exits_with_4(services_on: ServicesOn):
    err = io.StringIO()
    script = Script([Reply("Half", Finished("length"))])
    assert await ask(services_on(script), Question(text="Hi"), TextPrinter(io.StringIO(), err)) == 4
    assert "incomplete: max_" in err.getvalue()


@requirement("ask.exit-codes")
async def test_a_run_that_waits_for_tool_outputs_is_left_open(services_on: ServicesOn):
    err = io.StringIO()
    services = services_on(Script([Reply(call("weather", '{"city":"Oslo"}'))]))
    async with services() as (assistants, _):
        tool = FunctionTool(function=FunctionDefinition(name="weather"))
        assistant = await assistants.create_assistant(CreateAssistant(model="", tools=[tool]))
    question = Question(text="Hi", assistant_id=assistant.id)
    assert await ask(services, question, TextPrinter(io.StringIO(), err)) == 3
    run, _ = await run_of(services)
    assert run.status == "requires_action"
    assert 'weather({"city":"Oslo"})' in err.getvalue()
    assert err.getvalue().endswith(f"Answer the calls with: assistant-chat {run.thread_id}\n")


@requirement("ask.ways-out", "ask.exit-codes")
async def test_without_a_model_the_error_says_what_to_do(services_on: ServicesOn):
    with pytest.raises(NoEndpoint) as raised:
        await ask(services_on(Script(endpoint=None)), Question(text="Hi"), TextPrinter(io.StringIO(), io.StringIO()))
    for way in ("OPENAI_API_KEY", "Ollama", "assistant-chat model pull"):
        assert way in str(raised.value)


@requirement("ask.dotenv-needs-consent")
async def test_nothing_is_sent_to_an_endpoint_that_the_user_has_not_allowed(services_on: ServicesOn):
    stranger = Endpoint(
        name="x.invalid", base_url="https://x.invalid/v1", kind="hosted", origin=Origin.DOTENV, needs_consent=True
    )
    script = Script(["Hello"], endpoint=stranger)
    services = services_on(script)
    with pytest.raises(ConsentNeeded, match=r"x\.invalid") as raised:
        await ask(services, Question(text="Hi"), TextPrinter(io.StringIO(), io.StringIO()))
    assert "Allow it" in str(raised.value)
    assert script.requests == []
    async with services() as (assistants, _):
        assert (await assistants.list_threads(ThreadQuery())).data == []


@requirement("ask.goes-on")
async def test_a_thread_continues_with_the_assistant_that_replied_last(services_on: ServicesOn):
    script = Script(["one", "two", "three"])
    services = services_on(script)
    printer = TextPrinter(io.StringIO(), io.StringIO())
    async with services() as (assistants, _):
        other = await assistants.create_assistant(CreateAssistant(model="script-1", instructions="Be brief."))
    assert await ask(services, Question(text="first"), printer) == 0
    run, _ = await run_of(services)
    assert run.assistant_id == DEFAULT_ASSISTANT_ID
    for text, named in (("second", other.id), ("third", None)):
        assert await ask(services, Question(text=text, thread_id=run.thread_id, assistant_id=named), printer) == 0
    run, messages = await run_of(services)
    assert run.assistant_id == other.id
    assert [message.text for message in messages] == ["first", "one", "second", "two", "third", "three"]
    assert script.requests[-1].instructions == "Be brief."


@requirement("ask.deleted-assistant")
async def test_the_default_assistant_replies_where_the_last_one_was_deleted(services_on: ServicesOn):
    script = Script(["one", "two"])
    services = services_on(script)
    printer = TextPrinter(io.StringIO(), io.StringIO())
    async with services() as (assistants, _):
        other = await assistants.create_assistant(CreateAssistant(model="script-1", instructions="Be brief."))
    assert await ask(services, Question(text="first", assistant_id=other.id), printer) == 0
    async with services() as (assistants, _):
        await assistants.delete_assistant(other.id)
    thread_id = (await run_of(services))[0].thread_id

    assert await ask(services, Question(text="second", thread_id=thread_id), printer) == 0
    run, messages = await run_of(services)
    assert run.assistant_id == DEFAULT_ASSISTANT_ID
    assert [message.text for message in messages] == ["first", "one", "second", "two"]
    assert script.requests[-1].instructions != "Be brief."

    with pytest.raises(NotFound, match="No assistant found"):
        await ask(services, Question(text="third", thread_id=thread_id, assistant_id=other.id), printer)
    _, messages = await run_of(services)
    assert messages[-1].text == "two"


@requirement("ask.goes-on")
async def test_an_unknown_thread_is_an_error(services_on: ServicesOn):
    question = Question(text="Hi", thread_id="thread_doesnotexist0000000000")
    with pytest.raises(Error, match="No thread found"):
        await ask(services_on(Script(["Hello"])), question, TextPrinter(io.StringIO(), io.StringIO()))


@requirement("ask.long-text-in-parts")
async def test_a_long_text_is_sent_whole(services_on: ServicesOn):
    script = Script(["Read."])
    services = services_on(script)
    text = "äöü€𝄞 " * 170_000
    assert await ask(services, Question(text=text), TextPrinter(io.StringIO(), io.StringIO())) == 0
    _, messages = await run_of(services)
    parts = [part.text.value for part in messages[0].content if isinstance(part, TextPart)]
    assert len(parts) == 4
    assert "".join(parts) == text
    assert script.requests[0].messages[-1].text == text


@requirement("ask.stop-cancels", "ask.exit-codes")
async def test_cancelling_the_task_cancels_the_run(services_on: ServicesOn):
    out, err, gate = io.StringIO(), io.StringIO(), Gate()
    script = Script([Reply("Half", gate)])
    services = services_on(script)
    asking = asyncio.create_task(ask(services, Question(text="Hi"), TextPrinter(out, err)))
    await gate.reached.wait()
    asking.cancel()
    async with asyncio.timeout(10):
        assert await asking == 4
    run, messages = await run_of(services)
    assert run.status == "cancelled"
    assert messages[-1].text == "Half"
    assert out.getvalue() == "Half\n"
    assert run.thread_id in err.getvalue()
    assert script.closed == 1


@requirement("ask.stop-cancels")
async def test_a_closed_stdout_cancels_the_run(services_on: ServicesOn):
    script = Script([Reply("Half", "of it", Gate())])
    services = services_on(script)
    async with asyncio.timeout(10):
        assert await ask(services, Question(text="Hi"), TextPrinter(Closed(room=4), io.StringIO())) == 4
    run, _ = await run_of(services)
    assert run.status == "cancelled"


@requirement("ask.json")
async def test_json_prints_every_event(services_on: ServicesOn):
    out, err = io.StringIO(), io.StringIO()
    assert await ask(services_on(Script(["Hel\x9blo\x1b[31m"])), Question(text="Hi"), JsonPrinter(out, err)) == 0
    lines = out.getvalue().splitlines()
    events = [msgspec.json.decode(line, type=Event) for line in lines]
    numbers = [event.number for event in events]
    assert numbers == sorted(set(numbers))
    assert events[-1].event == "thread.run.completed"
    whole = [
        event.data.text for event in events if isinstance(event.data, Message) and event.data.status == "completed"
    ]
    assert whole == ["Hel\x9blo\x1b[31m"]
    assert out.getvalue().replace("\n", "").isprintable()


@requirement("ask.safe-on-a-terminal")
async def test_escapes_are_removed_for_a_terminal_only(services_on: ServicesOn):
    pieces = ["a\x1b", "[31mred\x1b[0", "m\x1b]0;title\x07 b\x9b2Jc\x1b]8;;http://x\x1b\\d\r\x00\u202ee"]
    out, raw = Terminal(), io.StringIO()
    for stream in (out, raw):
        services = services_on(Script([Reply(*pieces)]))
        assert await ask(services, Question(text="Hi"), TextPrinter(stream, io.StringIO())) == 0
    assert out.getvalue() == "ared bcde\n"
    assert raw.getvalue() == "".join(pieces) + "\n"


@requirement("ask.streams-the-reply")
async def test_a_refusal_is_printed_as_the_reply(services_on: ServicesOn):
    out = io.StringIO()
    script = Script([Reply(RefusalPiece("I "), RefusalPiece("will not."))])
    await ask(services_on(script), Question(text="Hi"), TextPrinter(out, io.StringIO()))
    assert out.getvalue() == "I will not.\n"


@requirement("ask.goes-on")
async def test_the_model_is_chosen_for_the_run(services_on: ServicesOn):
    script = Script([Reply(TextPiece("Hello"))], models=("small", "large"))
    question = Question(text="Hi", model="large")
    assert await ask(services_on(script), question, TextPrinter(io.StringIO(), io.StringIO())) == 0
    assert script.requests[0].model == "large"
