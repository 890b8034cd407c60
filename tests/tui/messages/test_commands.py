"""Messages quoted, deleted, shown as their source; and the way from one's own message to the next."""

from app.api.requests import CreateMessage, Page
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

MARKDOWN = "**Red**\n\n- one"


async def texts(t: Terminal) -> list[str]:
    """The stored messages, oldest first."""
    return [one.text for one in (await t.assistants.list_messages(t.thread_id, Page(order="asc", limit=100))).data]


@requirement("messages.quoted")
async def test_a_message_is_quoted_below_the_draft(settings: Settings) -> None:
    await stored(settings, ["Apples?", MARKDOWN])
    async with terminal(settings, Script()) as t:
        await t.shows("• one")
        await t.type("Well")
        t.history.focus()
        await t.press("q")
        await t.until(lambda: t.box.has_focus, "the box")
        await t.type("So?")
        assert t.box.text == "Well\n> **Red**\n>\n> - one\n\nSo?"


@requirement("messages.deleted")
async def test_a_message_is_deleted_at_the_second_press_for_the_same_one(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red.", "Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        t.history.focus()
        await t.press("d")
        await t.shows("Press d again to delete this message")
        await t.press("up", "d")
        assert len(await texts(t)) == 4
        await t.press("d")
        await t.shows("Message deleted")
        await t.shows_not("Pears?\n")
        assert await texts(t) == ["Apples?", "Red.", "Green."]
        assert "▎ You" not in t.text()


@requirement("messages.deleted")
async def test_on_a_locked_thread_it_stays_with_the_reason_of_the_api(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Slowly", Gate())])) as t:
        await t.send("Hello")
        await t.shows("Slowly")
        t.history.focus()
        await t.press("K", "d", "d")
        await t.shows("Can't delete messages of")
        assert "Hello" in await texts(t)
        await t.shows("▎ Hello")


@requirement("messages.deleted", "history.older")
async def test_older_pages_come_also_when_the_oldest_message_shown_was_deleted(settings: Settings) -> None:
    other, _ = await stored(settings, ["Other"], ["First"])
    async with terminal(settings, Script()) as t:
        await t.shows("First")
        for number in range(60):
            await t.assistants.create_message(other, CreateMessage(role="user", content=f"Number {number}."))
        await t.press("ctrl+down")
        await t.shows("Number 59.")
        oldest = t.history.document.entries[0]
        t.history.cursor.choose(oldest)
        t.chat.action_delete_message()
        t.chat.action_delete_message()
        await t.shows("Message deleted")
        t.history.focus()
        await t.press("g")
        await t.until(lambda: len(t.history.document.entries) == 60, "the older page")
        assert oldest.message.text not in await texts(t)


@requirement("messages.prompts")
async def test_keys_go_from_one_prompt_to_the_next(settings: Settings) -> None:
    await stored(settings, ["One?", "1", "Two?", "2", "Three?", "3"])
    async with terminal(settings, Script()) as t:
        await t.shows("Three?")
        t.history.focus()
        seen: list[str] = []
        for key in ("K", "shift+up", "K", "K", "J", "shift+down", "J"):
            await t.press(key)
            chosen = t.history.cursor.chosen
            seen.append(chosen.message.text if chosen else "")
        assert seen == ["Three?", "Two?", "One?", "One?", "Two?", "Three?", "Three?"]


@requirement("messages.raw")
async def test_the_source_is_shown_and_the_text_again(settings: Settings) -> None:
    await stored(settings, ["Apples?", MARKDOWN])
    async with terminal(settings, Script()) as t:
        await t.shows("• one")
        t.history.focus()
        await t.press("v")
        await t.shows("**Red**")
        assert "- one" in t.text()
        await t.press("v")
        await t.shows("• one")


@requirement("messages.raw")
async def test_the_source_grows_while_it_is_written(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("**Red**", " and *green*")])) as t:
        await t.send("Hello")
        await t.shows("Red and green")
        t.history.focus()
        await t.press("v")
        await t.shows("**Red** and *green*")
