"""Changes by another terminal, `ask` or a program on the same data appear by themselves."""

import asyncio

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateRun, CreateThread, ModifyThread
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, held, stored, terminal


def said(text: str) -> CreateRun:
    return CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=[CreateMessage(role="user", content=text)])


async def look(t: Terminal) -> None:
    """Poll for changes now."""
    await t.controller.show_changes(await t.controller.poller.poll())


@requirement("tui.others")
async def test_a_run_started_elsewhere_streams_into_the_open_thread(settings: Settings) -> None:
    gate = Gate()
    (thread_id,) = await stored(settings, ["Hello", "Hi."])
    script = Script([Reply("From ", gate, "elsewhere."), "And from here."])
    async with terminal(settings, script) as t:
        await t.shows("Hi.")
        await t.type("my draft")
        await t.assistants.create_run(thread_id, said("Who asks?"))
        await t.shows("Who asks?")
        await t.shows("in_progress")
        gate.open()
        await t.shows("From elsewhere.")
        await t.shows("completed")
        assert t.text().count("Who asks?") == 1
        assert t.box.text == "my draft"
        await t.press("enter")
        await t.shows("And from here.")
        assert t.text().count("my draft") == 1


@requirement("tui.others")
async def test_a_reader_further_up_is_not_disturbed(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["\n\n".join(f"Line {at}." for at in range(80)), "Hi."])
    async with terminal(settings, Script(["From elsewhere."])) as t:
        await t.press("ctrl+home")
        await t.shows("Line 0.")
        run = await t.assistants.create_run(thread_id, said("Who asks?"))
        async for _ in t.assistants.follow(thread_id, run.id):
            pass
        await look(t)
        await look(t)
        assert "Line 0." in t.text()
        await t.press("ctrl+end")
        await t.shows("From elsewhere.")


@requirement("tui.others")
async def test_threads_created_renamed_and_deleted_elsewhere_show_in_the_list(settings: Settings) -> None:
    apples, _ = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(["Yes."])) as t:
        await look(t)
        thread = CreateThread(messages=[CreateMessage(role="user", content="Plums?")])
        begun = await t.assistants.create_thread(thread)
        await t.shows(" Plums?")
        run = await t.assistants.create_run(begun.id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
        async for _ in t.assistants.follow(begun.id, run.id):
            pass
        await t.shows(" • Plums?")
        await t.assistants.modify_thread(apples, ModifyThread(metadata={"title": "Fruit"}))
        await t.shows(" Fruit")
        await t.assistants.delete_thread(begun.id)
        await t.shows_not("Plums?")
        assert "Green." in t.text()


@requirement("tui.others")
async def test_polling_for_changes_leaves_the_screen_as_it_is(settings: Settings) -> None:
    await stored(settings, ["Hello", "Hi."])
    async with terminal(settings, Script(["Good."])) as t:
        await t.send("Morning")
        await t.shows("Good.")
        await t.shows("completed")
        shown = t.history.document.entries
        for _ in range(3):
            await look(t)
        assert t.history.document.entries is shown, "the thread was read again although it had not changed"


@requirement("tui.others")
async def test_changes_in_the_thread_that_is_being_left_do_not_bring_it_back(settings: Settings) -> None:
    gate = asyncio.Event()
    gate.set()
    apples, pears = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(["Or brown."]), wrap=lambda one: held(one, gate, "list_runs")) as t:
        await t.shows("Green.")
        run = await t.assistants.create_run(pears, said("Always?"))
        async for _ in t.assistants.follow(pears, run.id):
            pass
        gate.clear()
        opening = asyncio.create_task(t.controller.open(apples))
        await t.pilot.pause()
        looking = asyncio.create_task(look(t))
        await t.pilot.pause()
        gate.set()
        await asyncio.gather(opening, looking)
        await t.shows("Red.")
        assert t.thread_id == apples
