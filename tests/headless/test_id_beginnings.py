"""Ids that are typed in part, as git takes them: where they are unique, ambiguous, or of nothing."""

import io
from collections.abc import Callable

import pytest

from app.api.errors import Error
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateAssistant, CreateMessage, CreateThread, CreateThreadAndRun, ModifyThread
from app.api.services import Assistants, OpenServices
from app.headless.ask import Question, ask
from app.headless.conversations.change_thread import delete, rename
from app.headless.conversations.show import show
from app.headless.lists.stored_lists import list_runs
from app.headless.lists.usage_table import print_usage
from app.headless.printers import TextPrinter
from app.headless.runs.cancel_run import cancel_run
from app.headless.runs.show_run import show_run
from app.models.script import Script, last_text
from tests.headless.plain_session import talk
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]


async def asked(assistants: Assistants, text: str) -> tuple[str, str]:
    """Ask in a new thread; return its id and that of the run."""
    thread = CreateThread(messages=[CreateMessage(role="user", content=text)])
    run = await assistants.create_thread_and_run(CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread))
    async for _ in assistants.follow(run.thread_id, run.id):
        pass
    return run.thread_id, run.id


def beginning(one: str, *others: str) -> str:
    """Return the shortest beginning of an id that none of the others has."""
    return next(one[:end] for end in range(1, len(one)) if not any(other.startswith(one[:end]) for other in others))


@requirement("ask.id-beginnings")
async def test_every_command_takes_the_beginning_of_an_id(services_on: ServicesOn) -> None:
    script = Script.echo()
    services, out = services_on(script), io.StringIO()
    async with services() as (assistants, _):
        (sky, run), (sea, other) = await asked(assistants, "The sky"), await asked(assistants, "The sea")
        named = await assistants.create_assistant(CreateAssistant(model="", name="Poet"))
        await assistants.modify_thread(sky, ModifyThread(metadata={"archived": "true"}))
    short = beginning(sky, sea)
    assert await show(services, short, "markdown", False, out) == 0
    assert await list_runs(services, short.removeprefix("thread_"), 20, False, out, io.StringIO()) == 0
    assert await show_run(services, short, beginning(run, other), False, out) == 0
    assert await cancel_run(services, short, beginning(run, other), False, out, out) == 0
    assert await print_usage(services, short, "", False, out, out) == 0
    assert await rename(services, short, "Heaven", False, out) == 0
    assert f"{sky} is now called: Heaven" in out.getvalue()
    assert out.getvalue().count(run) >= 3
    question = Question(text="Blue?", thread_id=short, assistant_id=beginning(named.id, DEFAULT_ASSISTANT_ID))
    await ask(services, question, TextPrinter(io.StringIO(), io.StringIO()))
    assert [message.text for message in script.requests[-1].messages] == ["The sky", "The sky", "Blue?"]
    printed = await talk(services, f"/open {short}", thread_id=beginning(sea, sky))
    assert "You: The sea" in printed.said
    assert "You: Blue?" in printed.said
    assert await delete(services, short, True, False, io.StringIO(), out, out) == 0
    assert last_text(script.requests[-1]) == "Blue?"


@requirement("ask.id-beginnings")
async def test_a_run_is_found_on_a_later_page(services_on: ServicesOn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.conversation.whole_ids.PAGE_SIZE", 1)
    services, out = services_on(Script.echo()), io.StringIO()
    async with services() as (assistants, _):
        thread_id, oldest = await asked(assistants, "The sky")
    for text in ("The sea", "The sun"):
        await ask(services, Question(text=text, thread_id=thread_id), TextPrinter(out, out))
    assert await show_run(services, thread_id, oldest[:-1], False, out) == 0
    assert oldest in out.getvalue()


@requirement("ask.id-beginnings")
async def test_an_ambiguous_beginning_is_refused_with_the_ids_that_have_it(services_on: ServicesOn) -> None:
    services, out = services_on(Script.echo()), io.StringIO()
    async with services() as (assistants, _):
        threads = [(await asked(assistants, f"Text {number}"))[0] for number in range(2)]
    with pytest.raises(Error) as raised:
        await delete(services, "thread_", True, False, io.StringIO(), out, out)
    assert sorted(line.split() for line in str(raised.value).splitlines()[1:]) == sorted(
        [[thread_id, "Text", str(number)] for number, thread_id in enumerate(threads)]
    )
    for refused in (
        delete(services, "thread_-", True, False, io.StringIO(), out, out),
        list_runs(services, "thread_-", 20, False, out, out),
        print_usage(services, "thread_-", "", False, out, out),
        ask(services, Question(text="Hi", thread_id="thread_-"), TextPrinter(out, out)),
    ):
        with pytest.raises(Error, match="List the ids with: assistant-chat threads"):
            await refused
    with pytest.raises(Error, match="is the id of a run, and this needs that of a thread"):
        await list_runs(services, "run_Ab3", 20, False, out, out)
    async with services() as (assistants, _):
        for thread_id in threads:
            await assistants.get_thread(thread_id)
