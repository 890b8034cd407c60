"""Messages that another window, or a program over HTTP, deletes in the open conversation."""

import re

from app.api.requests import Page, ThreadQuery
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.elsewhere import end, look, say
from tests.tui.long_thread import add_messages
from tests.tui.terminal import Terminal, stored, terminal

RAW_ID = re.compile(r"(thread|run|msg)_\w+")


async def ids(t: Terminal) -> list[str]:
    """The ids of the stored messages, oldest first."""
    return [one.id for one in (await t.assistants.list_messages(t.thread_id, Page(order="asc", limit=100))).data]


def on_screen(t: Terminal) -> list[str]:
    """The ids of the messages in the history."""
    return [entry.message.id for entry in t.history.document.entries]


@requirement("contents.deleted-elsewhere")
async def test_messages_deleted_elsewhere_leave_the_screen(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Apples?", "Red.", "Pears?", "Green.", "Plums?", "Blue."])
    async with terminal(settings, Script(["Red too."])) as t:
        await t.shows("Blue.")
        await t.type("a draft")
        await look(t)
        first, second, *_, last = await ids(t)
        await t.assistants.delete_message(thread_id, second)
        await look(t)
        await look(t)
        await t.shows("A message was deleted elsewhere.")
        assert "Red." not in t.text()
        assert t.box.text == "a draft"
        for one in (first, last):
            await t.assistants.delete_message(thread_id, one)
        await look(t)
        await look(t)
        await t.shows("2 messages were deleted elsewhere.")
        assert on_screen(t) == await ids(t)
        assert not RAW_ID.search(t.text())
        await end(t, await say(t, thread_id, "Cherries?"))
        await look(t)
        await t.shows("Cherries?")
        assert on_screen(t) == await ids(t)


@requirement("contents.deleted-elsewhere")
async def test_what_this_window_deletes_is_not_said_to_be_deleted_elsewhere(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red.", "Pears?", "Green."])
    async with terminal(settings, Script(["Yellow.", "Orange."])) as t:
        await t.shows("Green.")
        await look(t)
        t.history.focus()
        await t.press("d", "d")
        await t.shows("Message deleted")
        await look(t)
        await look(t)
        t.chat.focus_box()
        await t.send("Plums?")
        await t.shows("Yellow.")
        t.history.focus()
        await t.press("R")
        await t.shows("Orange.")
        await t.shows_not("Yellow.")
        await look(t)
        await look(t)
        assert "elsewhere" not in t.text()
        assert on_screen(t) == await ids(t)


@requirement("contents.deleted-elsewhere")
async def test_the_older_pages_of_a_long_conversation_are_compared_too(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["question 0"])
    await add_messages(settings, thread_id, [f"question {number}" for number in range(1, 130)])
    async with terminal(settings, Script()) as t:
        await t.shows("question 129")
        oldest = (await t.assistants.list_messages(thread_id, Page(order="asc", limit=1))).data[0].id
        await t.controller.conversation.messages.load_until(oldest)
        assert t.history.document.get(oldest)
        await t.assistants.delete_message(thread_id, oldest)
        await look(t)
        await look(t)
        await t.until(lambda: t.history.document.get(oldest) is None, "the end of the message")
        await t.shows("A message was deleted elsewhere.")
        rows = (await t.assistants.list_threads(ThreadQuery(counts_in=thread_id))).data
        assert [row.message_count for row in rows] == [129]
