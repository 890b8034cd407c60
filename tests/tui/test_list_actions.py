"""Ends of a search, and the undo of a deletion."""

import pytest

from app.models.script import Script
from app.settings import Settings
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
        await t.press("enter", "enter")
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
        await t.press("enter")
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
