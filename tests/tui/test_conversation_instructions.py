"""The instructions of one conversation, with `/system`: sent, seen, kept and removed."""

from app.api.conversation.start_run import find_assistant_ids, start_run
from app.api.conversation.thread_settings import MAX_INSTRUCTIONS_CHARS
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import ModifyThread, Page
from app.models.model import ModelError
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import run_slash
from tests.tui.terminal import Terminal, stored, terminal


async def sent_instructions(t: Terminal) -> list[str]:
    """The instructions of the runs of the open thread, newest first."""
    return [run.instructions for run in (await t.assistants.list_runs(t.thread_id, Page())).data]


@requirement("instructions.sent")
async def test_they_are_added_to_those_of_the_assistant(settings: Settings) -> None:
    async with terminal(settings, Script.echo()) as t:
        own = (await t.assistants.get_assistant(DEFAULT_ASSISTANT_ID)).instructions
        await t.type("/system Answer in French.")
        await t.press("enter")
        await t.shows("Instructions: Answer in French.")
        await t.send("Hello")
        await t.shows("completed")
        assert "Instructions: Answer in French." in t.text()
        run_slash(t, "/system Answer in Finnish.\nBriefly.")
        await t.shows("Instructions: Answer in Finnish. Briefly.")
        await t.send("Again")
        await t.until(lambda: t.text().count("Again") > 1 and "completed" in t.text(), "the reply")
        assert await sent_instructions(t) == [
            f"{own}\n\nAnswer in Finnish.\nBriefly.",
            f"{own}\n\nAnswer in French.",
        ]
        ids = await find_assistant_ids(t.assistants, t.thread_id)  # as `ask --thread` does
        run = await start_run(t.assistants, t.thread_id, ids, text="From ask")
        assert run.instructions == f"{own}\n\nAnswer in Finnish.\nBriefly."


@requirement("instructions.sent")
async def test_a_retry_is_sent_with_them(settings: Settings) -> None:
    script = Script([Reply(ModelError("Broken.")), Reply("Whole.")])
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("failed")
        run_slash(t, "/system Briefly.")
        await t.shows("Instructions: Briefly.")
        await t.press("f5")
        await t.shows("Whole.")
        assert [text.endswith("\n\nBriefly.") for text in await sent_instructions(t)] == [True, False]


@requirement("instructions.kept")
async def test_they_survive_a_restart(settings: Settings) -> None:
    long = "Be exact. " * 400
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script.echo()) as t:
        await t.shows("Green.")
        run_slash(t, f"/system {long}")
        await t.shows("Instructions: Be exact.")
        thread_id = t.thread_id
        thread = await t.assistants.get_thread(thread_id)
        await t.assistants.modify_thread(thread_id, ModifyThread(metadata={**thread.metadata, "title": "Fruit"}))
        await t.press("ctrl+n")
        await t.shows_not("Instructions:")
        run_slash(t, "/system For the new one.")
        await t.shows("Instructions: For the new one.")
        await t.press("ctrl+q")
    async with terminal(settings, Script.echo()) as t:
        await t.shows("Instructions: Be exact.")
        await t.send("Hello")
        await t.shows("completed")
        assert (await sent_instructions(t))[0].endswith(f"\n\n{long.strip()}")
        await t.press("ctrl+n")
        await t.shows("Instructions: For the new one.")
        await t.send("Begin")
        await t.until(lambda: t.text().count("Begin") > 1 and "completed" in t.text(), "the reply")
        assert (await sent_instructions(t))[0].endswith("\n\nFor the new one.")
        await t.press("ctrl+n")
        await t.shows_not("Instructions:")


@requirement("instructions.kept")
async def test_an_empty_text_removes_them(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script.echo()) as t:
        await t.shows("Green.")
        run_slash(t, "/system Briefly.")
        await t.shows("Instructions: Briefly.")
        run_slash(t, "/system")
        await t.shows("Added to those of the assistant")
        await t.type("x")
        await t.press("escape")
        await t.shows("Not saved. Esc again to drop the changes")
        await t.type("y")
        await t.shows_not("Not saved.")
        await t.press("escape")
        await t.shows("Not saved. Esc again to drop the changes")
        await t.press("backspace", "backspace", *["backspace"] * len("Briefly."), "ctrl+s")
        await t.shows_not("Instructions")
        assert (await t.assistants.get_thread(t.thread_id)).metadata == {}


@requirement("instructions.kept")
async def test_a_text_that_is_too_long_comes_back(settings: Settings) -> None:
    async with terminal(settings, Script.echo()) as t:
        run_slash(t, f"/system {'x' * (MAX_INSTRUCTIONS_CHARS + 1)}")
        await t.shows("Too long: 4,097 characters")
        assert t.box.text == f"/system {'x' * (MAX_INSTRUCTIONS_CHARS + 1)}"
        assert "Instructions: " not in t.text()


@requirement("instructions.kept", "assistants.elsewhere")
async def test_those_set_in_another_window_are_shown(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script.echo()) as t:
        await t.shows("Green.")
        await t.assistants.modify_thread(t.thread_id, ModifyThread(metadata={"additional_instructions": "Kindly."}))
        await t.shows("Instructions: Kindly.")
