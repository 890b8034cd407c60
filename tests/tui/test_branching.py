"""Forks, edited messages, replies written again, and the way between the versions of a message."""

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateRun, Page, ThreadQuery
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.clicking import press
from tests.tui.talking import choose, edit, talk
from tests.tui.terminal import Terminal, terminal


async def texts(t: Terminal, thread_id: str) -> list[str]:
    """Return the texts of a thread, oldest first."""
    return [one.text for one in (await t.assistants.list_messages(thread_id, Page(limit=100, order="asc"))).data]


async def listed(t: Terminal) -> list[str]:
    """Return the threads in the list, newest first."""
    return [row.id for row in (await t.assistants.list_threads(ThreadQuery())).data]


@requirement("branches.fork-anywhere")
async def test_f_forks_at_the_chosen_message_and_the_draft_stays(settings: Settings) -> None:
    async with terminal(settings, Script(["ONE", "TWO", "THREE"])) as t:
        await talk(t, "one", "two")
        first_id = t.thread_id
        await t.type("draft")
        await choose(t, "ONE")
        await t.press("f")
        await t.until(lambda: t.controller.current.id != first_id, "the fork")
        await t.shows("Forked")
        assert "TWO" not in t.text()
        assert t.box.text == ""
        await talk(t, "three")
        assert await texts(t, t.thread_id) == ["one", "ONE", "three", "THREE"]
        assert await texts(t, first_id) == ["one", "ONE", "two", "TWO"]
        assert await listed(t) == [t.thread_id, first_id]
        await t.press("ctrl+down")
        await t.shows("TWO")
        assert t.box.text == "draft"


@requirement("branches.edit", "branches.walk")
async def test_the_last_message_is_edited_in_place_and_the_old_one_is_a_version_away(settings: Settings) -> None:
    async with terminal(settings, Script(["ONE", "TWO", "AGAIN"])) as t:
        await talk(t, "one", "two")
        thread_id = t.thread_id
        await t.type("draft")
        await edit(t, "two", " more")
        await t.shows("AGAIN")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        assert t.box.text == "draft"
        assert t.thread_id == thread_id
        assert await texts(t, thread_id) == ["one", "ONE", "two more", "AGAIN"]
        assert await listed(t) == [thread_id]
        await t.shows("2/2")
        await choose(t, "two more")
        await t.press("left_square_bracket")
        await t.shows("1/2")
        assert await texts(t, t.thread_id) == ["one", "ONE", "two", "TWO"]
        await t.press("left")
        await t.shows("no other version of this message before")
        await t.press("right")
        await t.until(lambda: t.controller.current.id == thread_id, "the way back")
        assert t.box.text == "draft"


@requirement("branches.edit", "branches.walk")
async def test_an_earlier_message_is_edited_in_a_fork(settings: Settings) -> None:
    async with terminal(settings, Script(["ONE", "TWO", "OTHER", "THIRD"])) as t:
        await talk(t, "one", "two")
        thread_id = t.thread_id
        await edit(t, "one", " more")
        await t.shows("OTHER")
        assert t.thread_id != thread_id
        assert await texts(t, thread_id) == ["one", "ONE", "two", "TWO"]
        assert await texts(t, t.thread_id) == ["one more", "OTHER"]
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        await edit(t, "one more", "!")
        await t.shows("THIRD")
        await t.shows("3/3")
        await choose(t, "one more!")
        await t.press("left_square_bracket", "left_square_bracket")
        await t.until(lambda: t.controller.current.id == thread_id, "the first version")
        await t.shows("1/3")


@requirement("branches.edit")
async def test_an_edit_that_is_cancelled_changes_nothing(settings: Settings) -> None:
    async with terminal(settings, Script(["ONE"])) as t:
        await talk(t, "one")
        await choose(t, "ONE")
        await t.press("e")
        await t.shows("Choose one of your own messages")
        await choose(t, "one")
        await t.press("e")
        await t.shows("Edit your message")
        await t.press("escape")
        await t.shows_not("Edit your message")
        assert await texts(t, t.thread_id) == ["one", "ONE"]
        assert await listed(t) == [t.thread_id]


@requirement("branches.regenerate", "history.buttons")
async def test_replies_are_written_again(settings: Settings) -> None:
    async with terminal(settings, Script(["ONE", "TWO", "TWO AGAIN", "ONE AGAIN"])) as t:
        await talk(t, "one", "two")
        thread_id = t.thread_id
        await press(t, "TWO")
        await t.shows(" Regenerate ")
        await press(t, " Regenerate ")
        await t.shows("TWO AGAIN")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        assert await texts(t, thread_id) == ["one", "ONE", "two", "TWO AGAIN"]
        await t.shows("2/2")
        await press(t, "TWO AGAIN")
        await press(t, " ‹ ")
        await t.shows("1/2")
        assert await texts(t, t.thread_id) == ["one", "ONE", "two", "TWO"]
        await t.shows(" › ")
        await press(t, " › ")
        await t.until(lambda: t.controller.current.id == thread_id, "the way back")
        await choose(t, "ONE")
        await t.press("R")
        await t.shows("ONE AGAIN")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        assert t.thread_id != thread_id
        assert await texts(t, t.thread_id) == ["one", "ONE AGAIN"]
        assert await texts(t, thread_id) == ["one", "ONE", "two", "TWO AGAIN"]


@requirement("branches.locked")
async def test_while_another_program_runs_the_thread_nothing_of_it_is_replaced(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, Script(["ONE", Reply(gate, "LATER")])) as t:
        await talk(t, "one")
        run = await t.assistants.create_run(t.thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
        await edit(t, "one", "!")
        await t.shows(f"already has an active run {run.id}"[:20])
        assert await texts(t, t.thread_id) == ["one", "ONE"]
        assert t.box.text == "one!"
        gate.open()
        await t.shows("LATER")
        assert await listed(t) == [t.thread_id]
