"""The headers of replies name the assistant, and the model that really answered."""

from app.api.requests import CreateAssistant, CreateMessage, CreateThread, CreateThreadAndRun
from app.models.model import Answering
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


def header(t: Terminal, name: str) -> str:
    """The row of the last header with this name."""
    return next((row for row in reversed(t.text().split("\n")) if f" {name}  " in row and "│" not in row), "")


@requirement("tui.who-answers")
async def test_a_reply_names_its_assistant_and_its_model_live_and_opened_later(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("Two ", gate, "apples.")], models=["qwen3:8b"])
    async with terminal(settings, script) as t:
        assistant = await t.assistants.create_assistant(CreateAssistant(model="gpt-4", name="Math Tutor"))
        thread = CreateThread(messages=[CreateMessage(role="user", content="1 + 1?")])
        run = await t.assistants.create_thread_and_run(CreateThreadAndRun(assistant_id=assistant.id, thread=thread))
        await t.controller.open(run.thread_id)
        await t.shows("Two")
        await t.until(lambda: header(t, "Math Tutor"), "the name")
        gate.open()
        await t.shows("Two apples.")
        await t.until(lambda: "qwen3:8b" in header(t, "Math Tutor"), "the model")
        await t.press("ctrl+n")
        await t.shows_not("Two apples.")
        await t.controller.open(run.thread_id)
        await t.until(lambda: "qwen3:8b" in header(t, "Math Tutor"), "the model of the stored reply")


@requirement("tui.who-answers")
async def test_a_reply_of_another_profile_than_the_run_began_on_names_it(settings: Settings) -> None:
    second_choice = Answering("llama-70b", "groq:", "groq")
    async with terminal(settings, Script([Reply(second_choice, "Two apples.")])) as t:
        await t.send("1 + 1?")
        await t.shows("Two apples.")
        await t.until(lambda: "groq::llama-70b" in header(t, "Assistant"), "the model")
