"""The message box: keys, growing, prompts sent before, long pastes."""

from textual._xterm_parser import XTermParser  # pyright: ignore[reportPrivateUsage]  # bytes are what terminals send
from textual.events import Key

from app.api.requests import MAX_TEXT_CHARS, Page
from app.models.script import Script
from app.settings import Settings
from app.tui.terminal.keyboard import map_alt_enter
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("tui.newlines")
async def test_new_lines_grow_the_box_to_ten_rows(settings: Settings) -> None:
    script = Script(["Yes."])
    async with terminal(settings, script) as t:
        for key in ("ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r"):
            await t.type("x")
            await t.press(key)
        await t.type("y\\")
        await t.press("enter")
        await t.press("shift+space")
        assert t.box.text == "x\n" * 5 + "y\n "
        assert t.box.content_size.height == 7
        for _ in range(10):
            await t.press("ctrl+j")
        await t.until(lambda: t.box.content_size.height == 10, "ten rows")
        await t.press("enter")
        await t.shows("Yes.")
        await t.until(lambda: t.box.content_size.height == 1, "one row")


@requirement("tui.keys-in-order")
async def test_keys_that_come_at_once_act_in_their_order(settings: Settings) -> None:
    script = Script(["Yes."])
    async with terminal(settings, script) as t:
        for key in ("a", "ctrl+j", "b", "c", "backspace", "left", "d", "enter", "e"):
            t.app.post_message(Key(key, key if len(key) == 1 else None))
        await t.shows("Yes.")
        assert [message.text for message in script.requests[0].messages] == ["a\ndb"]
        assert t.box.text == "e"


@requirement("tui.newlines")
def test_alt_enter_of_old_terminals_is_a_new_line() -> None:
    map_alt_enter()
    keys = [event.key for event in XTermParser().feed("\x1b\r") if isinstance(event, Key)]
    assert keys == ["ctrl+j"]


@requirement("tui.prompts")
async def test_arrows_walk_through_what_was_sent(settings: Settings) -> None:
    async with terminal(settings, Script(["One.", "Two."])) as t:
        await t.send("first")
        await t.shows("One.")
        await t.shows("completed")
        await t.type("second")
        await t.press("ctrl+j")
        await t.type("line")
        await t.press("enter")
        await t.shows("Two.")
        await t.type("draft")
        await t.press("up")
        assert t.box.text == "second\nline"
        await t.press("up")
        assert t.box.text == "second\nline"
        await t.press("up")
        assert t.box.text == "first"
        await t.press("up")
        assert t.box.text == "first"
        await t.press("down", "down")
        assert t.box.text == "draft"
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+n")
        await t.press("up")
        assert t.box.text == "second\nline"


@requirement("tui.long-paste")
async def test_a_megabyte_is_a_chip_and_is_sent_whole(settings: Settings) -> None:
    pasted = "".join(f"line {at}\n" for at in range(100_000))
    async with terminal(settings, Script(["Long."])) as t:
        await t.type("Read this")
        await t.paste(pasted)
        await t.shows("[Pasted 1.1 MB, 100,000 lines]")
        assert t.box.text == "Read this"
        await t.press("enter")
        await t.shows("Long.")
        assert "[Pasted" not in t.text()
        sent = (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data[0]
        assert sent.text == f"Read this\n\n{pasted}"
        assert len(sent.content) == -(-len(sent.text) // MAX_TEXT_CHARS)


@requirement("tui.long-paste")
async def test_a_chip_is_part_of_the_draft_and_backspace_takes_it_away(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.paste("word " * 20_000)
        await t.shows("[Pasted 100 KB, 100,000 characters]")
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code == 0, "the end")
    async with terminal(settings, Script()) as t:
        await t.shows("[Pasted 100 KB, 100,000 characters]")
        await t.press("backspace")
        await t.shows_not("[Pasted")
        await t.paste("short\r\npaste")
        assert t.box.text == "short\npaste"


@requirement("box.delete-quits-nothing")
async def test_delete_deletes_and_quits_nothing_however_it_comes_to_an_empty_box(settings: Settings) -> None:
    """Also as a binding: a key that was pressed in another pane finds the box focused when the focus has moved."""
    async with terminal(settings, Script()) as t:
        await t.press("delete")
        binding = t.chat.active_bindings["delete"].binding
        await t.app.run_action(binding.action, t.box)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
        await t.type("ab")
        await t.press("home", "delete")
        assert t.box.text == "b"
        assert t.app.is_running
        await t.press("delete", "ctrl+d")
        await t.until(lambda: t.app.return_code == 0, "the end")
