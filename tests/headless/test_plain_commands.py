"""The commands of `--plain`."""

import asyncio
import re
from collections.abc import Callable

import pytest

from app.api.endpoints import Endpoint, ListProblem, ModelList
from app.api.objects import Model
from app.api.requests import CreateAssistant
from app.api.services import OpenServices
from app.headless.plain import converse
from app.headless.plain.plain_commands import COMMANDS
from app.models.model import Answering, ModelError, ModelRequest
from app.models.script import Gate, Reply, Script, last_text
from tests.headless.plain_session import talk, typed
from tests.headless.streams import Terminal, Watched
from tests.readme import README
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]

GROQ = Endpoint(name="Groq", base_url="groq:", kind="script", profile="groq")
SILENT = Endpoint(name="Silent", base_url="silent:", kind="script", profile="silent")


def script_with_profiles(*replies: str) -> Script:
    """Make a model with the models `small` and `smaller`, and another profile with two models."""
    lists = [
        ModelList(GROQ, [Model(id="llama-70b"), Model(id="llama-8b")]),
        ModelList(SILENT, [], ListProblem("Silent does not answer.", failed=True)),
    ]
    return Script(replies, models=["small", "smaller"], lists=lists)


def asked(script: Script) -> list[tuple[str, str]]:
    """Return the profile and the model of each request."""
    return [(request.profile, request.model) for request in script.requests]


def texts(request: ModelRequest) -> list[str]:
    """Return the texts of the user's messages in a request."""
    return [message.text for message in request.messages if message.role == "user"]


@requirement("plain.commands")
async def test_help_names_every_command_and_the_prompt_says_where_it_is(services_on: ServicesOn) -> None:
    printed = await talk(services_on(Script()), "/help")
    assert "/help" in printed.notes.splitlines()[0]
    for command in COMMANDS:
        assert f"{command.usage}: {command.does}." in printed.said.splitlines()


@requirement("plain.commands")
def test_readme_names_every_command() -> None:
    page = README.read_text(encoding="utf-8").replace("\\|", "|")
    assert [usage for usage in re.findall(r"^\| `(/\w.*?)` \|", page, re.MULTILINE)][: len(COMMANDS)] == [
        command.usage for command in COMMANDS
    ]


@requirement("plain.commands")
async def test_quit_ends_before_the_lines_do(services_on: ServicesOn) -> None:
    script = Script(["One", "Two"])
    printed = await talk(services_on(script), "Hi", "/quit", "Not sent")
    assert [last_text(request) for request in script.requests] == ["Hi"]
    assert "Continue with: assistant-chat --plain thread_" in printed.notes


@requirement("plain.commands")
@pytest.mark.parametrize("line", ["/list of things", "/search", "/open", "/new one"])
async def test_a_command_with_the_wrong_text_is_not_sent_and_says_why(services_on: ServicesOn, line: str) -> None:
    script = Script()
    printed = await talk(services_on(script), line)
    assert script.requests == []
    assert ("Usage: /" in printed.notes) or ("takes no text" in printed.notes)


@requirement("plain.commands")
async def test_conversations_are_listed_searched_opened_begun_and_renamed(services_on: ServicesOn) -> None:
    script = Script(["Reply one", "Reply two", "Reply three"])
    services = services_on(script)
    printed = await talk(services, "About horses", "/new", "About boats", "/rename The harbour", "/list")
    lines = printed.said.splitlines()[-2:]
    assert lines[0].startswith("1. The harbour, open now, 20")
    assert lines[1].startswith("2. About horses, 20")
    assert [texts(request) for request in script.requests] == [["About horses"], ["About boats"]]

    printed = await talk(services, "/list", "/open 2")
    assert printed.said.splitlines()[2:] == ["You: About horses", "Assistant: Reply one"]

    printed = await talk(services, "/search horses", "/open 1", "/open 7", "/open thread_none", "More of them")
    assert printed.said.splitlines()[0].startswith("1. About horses, 20")
    assert "found: About horses" in printed.said.splitlines()[0]
    assert printed.said.splitlines()[1:] == ["You: About horses", "Assistant: Reply one", "Reply three"]
    assert "There is no number 7 in the last list." in printed.notes
    assert "No thread found with id 'thread_none'" in printed.notes
    assert texts(script.requests[-1]) == ["About horses", "More of them"]


@requirement("plain.commands")
async def test_a_title_can_be_given_up_and_needs_a_conversation(services_on: ServicesOn) -> None:
    services = services_on(Script(["Yes"]))
    printed = await talk(services, "/rename Too early", "About horses", "/rename Mine", "/rename", "/list")
    assert "There is no conversation yet." in printed.notes
    assert printed.said.splitlines()[-1].startswith("1. About horses, open now")


@requirement("plain.commands")
async def test_a_list_without_conversations_and_a_search_without_hits_say_so(services_on: ServicesOn) -> None:
    printed = await talk(services_on(Script()), "/list", "/search zebra")
    assert "There are no conversations yet." in printed.notes
    assert "No conversation has these words." in printed.notes


@requirement("plain.commands")
async def test_a_reply_that_failed_is_asked_for_again_without_a_new_message(services_on: ServicesOn) -> None:
    script = Script([Reply(ModelError("Too busy.")), "Here I am"])
    printed = await talk(services_on(script), "/retry", "Hi", "/retry", "/retry")
    assert printed.said == "Here I am\n"
    assert [texts(request) for request in script.requests] == [["Hi"], ["Hi"]]
    assert printed.notes.count("There is nothing to retry") == 2


@requirement("plain.commands", "runs.retry-on-its-profile")
async def test_a_retry_asks_the_model_and_the_profile_of_the_run_that_failed(services_on: ServicesOn) -> None:
    script = script_with_profiles()
    script.replies = [Reply(ModelError("Too busy.")), Reply("Here I am"), Reply("And here")]
    services = services_on(script)
    printed = await talk(services, "/model groq::llama-8b", "Hi")
    thread_id = printed.notes.split()[-1]
    await talk(services, "/retry", "Again", thread_id=thread_id)
    assert asked(script) == [("groq", "groq::llama-8b")] * 2 + [("script", "small")]


@requirement("plain.commands")
async def test_a_model_of_any_profile_is_chosen_by_name_or_a_part_of_it(services_on: ServicesOn) -> None:
    script = script_with_profiles(*"12345")
    lines = ["/model", "a", "/model groq::llama-8b", "b", "/model 70", "c", "/model small", "d", "/model other", "e"]
    printed = await talk(services_on(script), *lines)
    assert printed.said.splitlines()[:4] == [
        "small", "smaller", "llama-70b, groq::llama-70b", "llama-8b, groq::llama-8b",
    ]  # fmt: skip
    assert "Silent does not answer." in printed.notes
    assert "Model: small, at script." in printed.notes
    assert "No list has other. It is asked for all the same." in printed.notes
    assert asked(script) == [
        ("script", "small"), ("groq", "groq::llama-8b"), ("groq", "groq::llama-70b"), ("script", "small"),
        ("script", "other"),
    ]  # fmt: skip


@requirement("plain.appends")
async def test_the_last_status_names_the_model_that_really_answered(services_on: ServicesOn) -> None:
    script = Script([Reply(Answering("llama-70b", "groq:", "groq"), "Yes"), "No"])
    printed = await talk(services_on(script), "Hi", "And now?")
    ends = [line for line in printed.notes.splitlines() if line.startswith("completed, ")]
    assert [line.split(", ")[1] for line in ends] == ["groq::llama-70b", "script-1"]


@requirement("plain.commands")
async def test_a_model_that_is_not_one_changes_nothing(services_on: ServicesOn) -> None:
    script = script_with_profiles("1")
    printed = await talk(services_on(script), "/model llama", "/model nowhere::x", "Hi")
    assert "2 models have llama in their names." in printed.notes
    assert "There is no profile nowhere." in printed.notes
    assert asked(script) == [("script", "small")]


@requirement("plain.commands")
async def test_an_assistant_is_chosen_by_its_name_for_this_conversation(services_on: ServicesOn) -> None:
    script = Script(["1", "2", "3"])
    services = services_on(script)
    async with services() as (assistants, _):
        for name in ("Math Tutor", "Latin Tutor"):
            await assistants.create_assistant(CreateAssistant(model="", name=name, instructions=f"You are {name}."))
    lines = ["/assistant", "/assistant tutor", "/assistant nobody", "/assistant math", "One", "Two", "/new", "Three"]
    printed = await talk(services, *lines)
    assert printed.said.splitlines()[:3] == ["Latin Tutor", "Math Tutor", "Assistant"]
    assert "2 assistants are meant by tutor." in printed.notes
    assert "There is no assistant nobody." in printed.notes
    assert printed.notes.count("Assistant: Math Tutor.") == 1
    instructions = [request.instructions for request in script.requests]
    assert instructions[:2] == ["You are Math Tutor."] * 2
    assert "helpful" in instructions[2]


@requirement("plain.commands", "plain.interrupt")
async def test_ctrl_c_cancels_a_command_and_the_conversation_goes_on(services_on: ServicesOn) -> None:
    gate = Gate()

    class SlowLists(Script):
        async def resolve_model(self, model: str, /) -> str:
            if not gate.reached.is_set():
                await gate.wait_until_open()
            return await super().resolve_model(model)

    out, err = Watched(), Terminal()
    lines = typed("/model", "Hi")
    talking = asyncio.create_task(converse(services_on(SlowLists(["Yes"])), None, lines, out, err))
    async with asyncio.timeout(10):
        await gate.reached.wait()
        talking.cancel()
        assert await talking == 0
    assert out.getvalue() == "Yes\n"
    assert "Cancelled." in err.getvalue()


@requirement("plain.commands")
async def test_what_is_listed_cannot_command_the_terminal(services_on: ServicesOn) -> None:
    script = Script(["Yes"], models=["evil\x1b[2Jname", "x"])
    printed = await talk(services_on(script), "A\x1b]0;title\x07B", "/rename \x1b[31mred\u202e", "/list", "/model")
    assert "\x1b" not in printed.said.removeprefix("Yes\n") + printed.notes
    assert "\u202e" not in printed.said + printed.notes
