"""The list of assistants: searched, chosen, duplicated, deleted, and changed by another window meanwhile."""

from textual import events

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateAssistant, ModifyAssistant, Page
from app.api.tools import FunctionDefinition, FunctionTool
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import create, find, open_editor, row_of
from tests.tui.terminal import terminal

TUTOR = CreateAssistant(model="tutor-8b", name="Math Tutor", instructions="Explain the steps\nof each proof.")


@requirement("assistants.listed")
async def test_the_list_has_name_model_and_instructions_of_all_pages(settings: Settings) -> None:
    many = [CreateAssistant(model="m", name=f"Clerk {number:03}") for number in range(250)]
    await create(settings, TUTOR, *many)
    async with terminal(settings, Script()) as t:
        await t.press("f4")
        await t.shows("Assistants")
        await t.shows("Clerk 249")
        await t.press("pagedown", *["down"] * 5)
        await t.type("STEPS tutor")
        await t.shows("Math Tutor")
        assert "tutor-8b · Explain the steps of each proof." in row_of(t, "Math Tutor")
        assert "Clerk" not in t.text()
        await t.type(" nothing")
        await t.shows("Nothing found.")
        await t.press("enter")
        assert "Nothing found." in t.text()


@requirement("assistants.listed")
async def test_a_long_list_is_read_as_the_cursor_moves(settings: Settings) -> None:
    await create(settings, TUTOR, *[CreateAssistant(model="m", name=f"Clerk {number:03}") for number in range(150)])
    async with terminal(settings, Script()) as t:
        await t.press("f4")
        await t.shows("Clerk 149")
        for _ in range(12):
            await t.press("pagedown")
        await t.shows("Math Tutor")
        await t.shows("›● Assistant")


@requirement("assistants.chosen")
async def test_a_name_and_enter_choose_before_the_list_is_read(settings: Settings) -> None:
    await create(settings, TUTOR, *[CreateAssistant(model="m", name=f"Clerk {number:03}") for number in range(250)])
    async with terminal(settings, Script()) as t:
        await t.shows("script")
        for key in ("f4", *"math", "enter"):
            t.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await t.shows("Message Math Tutor")


@requirement("assistants.chosen")
async def test_the_chosen_assistant_answers_and_is_named(settings: Settings) -> None:
    (tutor,) = await create(settings, TUTOR)
    async with terminal(settings, Script.echo()) as t:
        assert "Message Math Tutor" not in t.text()
        await t.send("First")
        await t.shows("completed")
        await t.press("f4")
        await t.type("math")
        await t.shows("›  Math Tutor")
        await t.press("enter")
        await t.shows("Message Math Tutor")
        await t.shows("Math Tutor · script")
    async with terminal(settings, Script.echo()) as t:
        await t.shows("Message Math Tutor")
        await t.send("Second")
        await t.until(lambda: t.text().count("Second") == 2 and "completed" in t.text(), "the reply")
        runs = (await t.assistants.list_runs(t.thread_id, Page())).data
        assert [run.assistant_id for run in runs] == [tutor, DEFAULT_ASSISTANT_ID]
        await t.press("ctrl+n")
        await t.shows_not("Message Math Tutor")


@requirement("assistants.chosen")
async def test_a_new_conversation_keeps_its_assistant_over_a_restart(settings: Settings) -> None:
    (tutor,) = await create(settings, TUTOR)
    async with terminal(settings, Script.echo()) as t:
        await t.press("f4")
        await t.type("math")
        await t.shows("›  Math Tutor")
        await t.press("enter")
        await t.shows("Message Math Tutor")
        await t.press("ctrl+q")
    async with terminal(settings, Script.echo()) as t:
        await t.shows("Message Math Tutor")
        await t.send("Hello")
        await t.shows("completed")
        runs = (await t.assistants.list_runs(t.thread_id, Page())).data
        assert [run.assistant_id for run in runs] == [tutor]
        await t.press("ctrl+n")
        await t.shows_not("Message Math Tutor")


@requirement("assistants.duplicated")
async def test_a_copy_has_everything_of_the_original(settings: Settings) -> None:
    tool = FunctionTool(function=FunctionDefinition(name="add", parameters={"type": "object"}))
    original = CreateAssistant(
        model="m", name="Clerk", description="Adds.", tools=[tool], temperature=0.4, metadata={"a": "b"}
    )
    await create(settings, original)
    async with terminal(settings, Script()) as t:
        await t.press("f4")
        await t.type("clerk")
        await t.shows("›  Clerk")
        await t.press("ctrl+y")
        await t.shows("Created “Clerk copy”.")
        copy = await find(t, "Clerk copy")
        assert copy.tools == [tool]
        assert (copy.description, copy.temperature, copy.metadata, copy.model) == ("Adds.", 0.4, {"a": "b"}, "m")


@requirement("assistants.deleted")
async def test_an_assistant_is_deleted_after_one_question(settings: Settings) -> None:
    (tutor,) = await create(settings, TUTOR)
    async with terminal(settings, Script.echo()) as t:
        await t.press("f4")
        await t.type("math")
        await t.shows("›  Math Tutor")
        await t.press("enter")
        await t.shows("Message Math Tutor")
        await t.press("f4")
        await t.shows("›● Math Tutor")
        await t.press("ctrl+d")
        await t.shows("Delete “Math Tutor”?")
        await t.press("escape")
        await t.shows_not("Delete “Math Tutor”?")
        assert (await find(t, "Math Tutor")).id == tutor
        await t.press("ctrl+d", "ctrl+d")
        await t.shows("Deleted “Math Tutor”.")
        await t.press("escape")
        await t.shows_not("Message Math Tutor")
        await t.send("Hello")
        await t.shows("completed")
        assert (await t.assistants.list_runs(t.thread_id, Page())).data[0].assistant_id == DEFAULT_ASSISTANT_ID


@requirement("assistants.deleted")
async def test_the_default_assistant_is_not_deleted(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.press("f4")
        await t.shows("›● Assistant")
        await t.press("ctrl+d", "ctrl+d")
        await t.shows("The default assistant can't be deleted")
        assert (await find(t, "Assistant")).id == DEFAULT_ASSISTANT_ID


@requirement("assistants.elsewhere")
async def test_changes_of_another_window_are_seen_and_kept(settings: Settings) -> None:
    await create(settings, TUTOR)
    async with terminal(settings, Script()) as t:
        await open_editor(t, "Math Tutor")
        tutor = await find(t, "Math Tutor")
        await t.assistants.modify_assistant(tutor.id, ModifyAssistant(model="other", temperature=0.2))
        await t.type(" II")
        await t.press("ctrl+s")
        await t.shows("Saved “Math Tutor II”.")
        changed = await find(t, "Math Tutor II")
        assert (changed.id, changed.model, changed.temperature) == (tutor.id, "other", 0.2)
        await t.press("escape")
        await t.assistants.modify_assistant(tutor.id, ModifyAssistant(name="Elsewhere"))
        await t.press("f4")
        await t.shows("Elsewhere")
        assert "Math Tutor" not in t.text()


@requirement("assistants.elsewhere", "assistants.chosen")
async def test_it_says_who_answers_once_the_assistant_was_deleted_elsewhere(settings: Settings) -> None:
    (tutor,) = await create(settings, TUTOR)
    async with terminal(settings, Script(["One.", "Two.", "Three."])) as t:
        await t.press("f4")
        await t.shows("Math Tutor")
        await t.type("math")
        await t.press("enter")
        await t.shows("Message Math Tutor")
        await t.send("First")
        await t.shows("One.")
        await t.shows("completed")
        await t.assistants.delete_assistant(tutor)
        await t.send("Second")
        await t.shows("was deleted elsewhere.")
        await t.shows_not("Message Math Tutor")
        assert "Math Tutor" not in t.title()
        await t.shows("Two.")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        t.chat.panes.status.show_notice("")
        await t.send("Third")
        await t.shows("Three.")
        assert "deleted" not in t.text()


@requirement("assistants.elsewhere")
async def test_an_assistant_deleted_elsewhere_is_saved_anew(settings: Settings) -> None:
    (tutor,) = await create(settings, TUTOR)
    async with terminal(settings, Script()) as t:
        await open_editor(t, "Math Tutor")
        await t.assistants.delete_assistant(tutor)
        await t.type("!")
        await t.press("ctrl+s")
        await t.shows("This assistant was deleted elsewhere.")
        await t.press("ctrl+s")
        await t.shows("Saved “Math Tutor!”.")
        assert (await find(t, "Math Tutor!")).instructions == TUTOR.instructions
