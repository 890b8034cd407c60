"""What is done while the view is away from the end of a conversation: sending, and commands for the last message."""

from app.api.requests import ThreadQuery
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.long_thread import add_messages
from tests.tui.terminal import stored, terminal

KEYS = ("y", "Y", "T", "S", "s", "o", "b", "e", "R", "f", "q", "v", "d")
"""All keys that are about the last message where none is chosen."""


@requirement("history.sent-is-seen")
async def test_a_sent_message_is_seen_and_a_queued_one_moves_nothing(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, [f"number {at}." for at in range(40)])
    gate = Gate()
    async with terminal(settings, Script([Reply("First words", gate), "Second."])) as t:
        await t.shows("number 39.")
        await t.press(*["pageup"] * 3)
        assert not t.history.following
        await t.send("Seen?")
        await t.shows("▌ Seen?")
        await t.shows("First words")
        await t.press(*["pageup"] * 3)
        await t.send("Later")
        await t.shows("queued")
        before = t.history.excerpt.spot
        gate.open()
        await t.until(lambda: t.history.document.entries[-1].source == "Second.", "the second reply")
        assert not t.history.following
        assert t.history.excerpt.spot == before


@requirement("history.true-last")
async def test_no_older_message_is_taken_for_the_last(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, [f"number {at}. [a](http://a.b) ```\nx\n```" for at in range(300)])
    async with terminal(settings, Script()) as t:
        await t.shows("number 299.")
        await t.press("ctrl+home")
        await t.shows("number 0.")
        t.history.focus()
        for key in KEYS:
            t.history.cursor.clear()
            await t.press(key)
            await t.shows("The newest message is not loaded here")
            t.chat.panes.status.show_notice("")
            await t.shows_not("The newest message is not loaded here")
            assert t.app.screen is t.chat, key
        assert len((await t.assistants.list_threads(ThreadQuery())).data) == 1
        await t.press("pagedown", "K")
        assert t.history.cursor.chosen in t.history.document.entries[: t.history.viewport.last_slot + 1]
