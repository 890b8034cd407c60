"""Ends of a search, and the undo of a deletion."""

import pytest
from textual import events

from app.api.requests import ThreadQuery
from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

FRUIT = (["Apples?", "Red."], ["Pears?", "Green."], ["Plums?", "Blue."])


async def search(t: Terminal, text: str, gone: str) -> None:
    await t.press("ctrl+s")
    await t.type(text)
    await t.shows_not(gone)


@requirement("windows.search-ends-with-enter")
@pytest.mark.parametrize("size", [(110, 34), (60, 20)], ids=["wide", "narrow"])
async def test_enter_on_a_hit_opens_it_and_lists_all_threads_again(settings: Settings, size: tuple[int, int]) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script(), size=size) as t:
        await t.shows("Blue.")
        await search(t, "apples", " Pears?")
        await t.press("enter")
        await t.shows("Red.")
        assert t.box.has_focus
        if size[0] < 80:
            await t.press("ctrl+b")
        await t.shows(" Pears?")
        assert not t.chat.pane.is_searching
        await t.press("escape", "ctrl+up")
        await t.shows("Green.")


@requirement("windows.search-ends-with-enter")
async def test_escape_in_the_hits_ends_the_search_and_then_goes_to_the_box(settings: Settings) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script()) as t:
        await search(t, "apples", " Pears?")
        await t.press("tab")
        assert t.threads.has_focus
        await t.press("escape")
        await t.shows(" Pears?")
        assert t.threads.has_focus
        await t.press("escape")
        assert t.box.has_focus


@requirement("windows.search-ends-with-enter")
@pytest.mark.parametrize("width", [110, 60], ids=["wide", "narrow"])
async def test_a_click_leaves_the_hits_unless_they_go_out_of_sight(settings: Settings, width: int) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script(), size=(width, 24)) as t:
        await search(t, "apples", " Pears?")
        y = next(y for y, line in enumerate(t.text().splitlines()) if " Apples?" in line[:30])
        await t.pilot.click(offset=(5, y))
        await t.shows("Red.")
        assert t.chat.pane.is_searching == (width == 110)
        if width == 110:
            assert " Pears?" not in t.text()
        await t.press("ctrl+s")
        await t.press("escape")
        await t.shows(" Pears?")


@requirement("windows.search-ends-with-enter", "tui.keys-in-order")
@pytest.mark.parametrize("size", [(110, 34), (60, 20)], ids=["wide", "narrow"])
async def test_letters_right_behind_a_search_and_enter_are_text(settings: Settings, size: tuple[int, int]) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script(), size=size) as t:
        await t.shows("Blue.")
        for key, character in (("ctrl+s", "\x13"), *((one, one) for one in "apples"), ("enter", "\r"), ("d", "d")):
            t.app.post_message(events.Key(key, character))
        await t.until(lambda: t.box.text == "d", "the letter in the box")
        await t.shows("Red.")
        assert len((await t.assistants.list_threads(ThreadQuery())).data) == 3
        assert not t.chat.pane.is_searching


@requirement("windows.search-ends-with-enter")
async def test_enter_opens_the_best_hit_also_where_the_open_conversation_is_one(settings: Settings) -> None:
    oldest, *_ = await stored(settings, ["Plums?", "Like apples."], ["Apples?", "Red."], ["Pears?", "No apples."])
    async with terminal(settings, Script(), thread_id=oldest) as t:
        await t.shows_title("Plums?")
        await t.press("ctrl+s")
        await t.type("apples")
        await t.shows("   No apples.")
        await t.press("enter")
        await t.shows_title("Pears?")
        await t.press("ctrl+s")
        await t.type("apples")
        await t.shows("   No apples.")
        await t.press("tab", "down", "shift+tab", "enter")
        await t.shows_title("Apples?")
        assert t.box.has_focus


@requirement("windows.search-ends-with-enter")
async def test_enter_without_a_hit_stays_in_the_search_line(settings: Settings) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script()) as t:
        await search(t, "zzz", " Pears?")
        await t.press("enter", "d")
        await t.until(lambda: [line.text for line in t.chat.query(LineInput)] == ["zzzd"], "the letter in the line")
        assert t.chat.query_one(LineInput).has_focus
        assert t.box.text == ""


@requirement("windows.search-ends-with-enter")
async def test_what_is_typed_behind_the_search_key_replaces_an_earlier_search(settings: Settings) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script(), size=(110, 24)) as t:
        await search(t, "apples", " Pears?")
        await t.press("tab", "ctrl+s", *"plums")
        await t.shows(" Plums?")
        assert [line.text for line in t.chat.query(LineInput)] == ["plums"]


@requirement("windows.undo-stays", "tui.undo")
async def test_an_undone_deletion_leaves_the_open_conversation(settings: Settings) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script()) as t:
        await t.shows("Blue.")
        await t.type("my draft")
        await t.press("tab", "down", "d")
        await t.shows_not(" Pears?")
        await t.press("u")
        await t.shows(" Pears?")
        await t.pilot.pause()
        assert "Blue." in t.text()
        assert t.box.text == "my draft"
        assert t.threads.row
        assert t.threads.row.title == "Pears?"


@requirement("windows.undo-stays", "tui.undo")
async def test_only_what_was_open_when_it_was_deleted_is_opened_again(settings: Settings) -> None:
    await stored(settings, *FRUIT)
    async with terminal(settings, Script()) as t:
        await t.shows("Blue.")
        await t.press("tab", "d")
        await t.shows("Green.")
        await t.press("u")
        await t.shows("Blue.")
        await t.press("d")
        await t.shows("Green.")
        await t.press("down", "enter")
        await t.shows("Red.")
        await t.press("tab", "u")
        await t.shows(" Plums?")
        await t.pilot.pause()
        assert "Red." in t.text()
