"""The palette: commands in sections, the user's keys, those run lately, and jumps to conversations."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from app.models.script import Script
from app.settings import Settings
from app.tui.keys.table import listed_commands
from app.tui.screens.commands.help import HelpScreen
from app.tui.screens.commands.palette import CommandsDialog, PaletteSearch
from app.tui.screens.commands.palette_entries import CONVERSATIONS, RECENT, find_entries, list_commands
from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_list import SearchList
from tests.requirements import requirement
from tests.tui.terminal import Terminal, held, stored, terminal


async def open_palette(t: Terminal) -> SearchList:
    await t.press("ctrl+p")
    await t.until(lambda: isinstance(t.app.screen, CommandsDialog), "the palette")
    await t.shows("Commands")
    return t.app.screen.query_one(SearchList)


def is_closed(t: Terminal) -> bool:
    return t.app.screen is t.chat


@requirement("commands.palette")
async def test_all_commands_are_in_sections_with_the_users_keys(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    settings = Settings(data_dir=folder / "data", config_dir=folder, keymap={"threads.new": "f3"})
    async with terminal(settings, Script(), size=(110, 80)) as t:
        await open_palette(t)
        rows = t.text().split("\n")
        for _, command in listed_commands({}):
            if command.place in ("app", "chat") and command.id != "app.palette":
                assert any(command.description in row for row in rows), command
        row = next(row for row in rows if "New conversation" in row and "/new" in row)
        assert row.rstrip(" │").endswith("F3")
        sections = [row.strip(" │") for row in rows]
        places = [sections.index(name) for name in ("Conversation", "Message", "Model", "Window")]
        assert places == sorted(places)


@requirement("commands.palette")
async def test_a_few_letters_find_a_command_and_it_is_the_first_next_time(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        choices = await open_palette(t)
        await t.type("shwkys")
        await t.until(lambda: choices.entry and choices.entry.name == "app.help", "the command")
        await t.press("enter")
        await t.until(lambda: isinstance(t.app.screen, HelpScreen), "the help")
        await t.press("escape")
    async with terminal(settings, Script()) as t:
        choices = await open_palette(t)
        assert choices.entry
        assert (choices.entry.name, choices.entry.section) == ("app.help", RECENT)
        await t.shows(RECENT)
        assert [one.name for one in choices.entries].count("app.help") == 1


@requirement("commands.palette")
async def test_letters_and_enter_in_one_burst_run_the_command(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        for key in ("ctrl+p", *"new conv", "enter"):
            t.app.post_message(events.Key("space" if key == " " else key, key if len(key) == 1 else None))
        await t.until(lambda: is_closed(t) and t.controller.current.id is None, "the new conversation")
        assert t.box.text == ""


@requirement("commands.palette")
async def test_arrows_pages_and_the_mouse_choose_and_escape_closes(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        choices = await open_palette(t)
        await t.press("down", "down", "up")
        assert choices.entry is choices.entries[1]
        await t.press("up", "up")
        assert choices.entry is choices.entries[-1]
        await t.press("pageup", "pageup", "pageup")
        assert choices.entry is choices.entries[0]
        await t.press("escape")
        await t.until(lambda: is_closed(t), "the end of the palette")
        assert t.chat.focused is t.box
        await open_palette(t)
        await t.type("show the")  # the whole list may be longer than the screen
        await t.shows("Show the keys")
        rows = t.text().split("\n")
        at = next(y for y, row in enumerate(rows) if "Show the keys" in row)
        await t.pilot.click(offset=(rows[at].index("Show the keys"), at))
        await t.until(lambda: isinstance(t.app.screen, HelpScreen), "the help")


@requirement("commands.palette-jumps")
async def test_letters_of_a_title_jump_to_a_conversation(settings: Settings) -> None:
    pears, _ = await stored(settings, ["All about pears", "Green."], ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        choices = await open_palette(t)
        await t.type("abtprs")
        await t.until(lambda: choices.entry and choices.entry.label == "All about pears", "the conversation")
        await t.press("enter")
        await t.until(lambda: t.controller.current.id == pears, "the conversation")
        await t.shows("Green.")
        await t.type("x")
        assert t.box.text == "x"


@requirement("commands.palette-jumps")
async def test_text_of_a_message_finds_its_conversation_in_the_store(settings: Settings) -> None:
    pears, _ = await stored(settings, ["Fruit?", "A quince, perhaps."], ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        await open_palette(t)
        await t.type("quince")
        await t.shows("A quince, perhaps.")
        await t.press("enter")
        await t.until(lambda: t.controller.current.id == pears, "the conversation")


@requirement("commands.palette-jumps")
async def test_a_store_that_does_not_answer_holds_nothing_up(settings: Settings) -> None:
    gate = asyncio.Event()
    gate.set()
    async with terminal(settings, Script(), wrap=lambda one: held(one, gate, "list_threads")) as t:
        choices = await open_palette(t)
        gate.clear()
        await t.type("quit")
        await t.until(lambda: choices.entry and choices.entry.name == "app.quit", "the command")
        await t.type("zzz")
        await t.shows("Nothing found.")
        await t.press("enter", "escape")
        await t.until(lambda: is_closed(t), "the end of the palette")
        gate.set()


@requirement("commands.palette-text-is-data")
@given(st.text(max_size=200), st.lists(st.text(max_size=300), max_size=5))
def test_any_query_finds_without_an_error(query: str, titles: list[str]) -> None:
    commands = list_commands({}, ["app.help", "unknown"])
    threads = [Entry(f"thread:{at}", title, "", CONVERSATIONS, key="1d") for at, title in enumerate(titles)]
    found = find_entries(query, commands, threads, threads)
    assert len({one.name for one in found}) == len(found)
    if query.strip():
        assert {one.name for one in threads} <= {one.name for one in found}


HOSTILE = ["[bold red]x[/]", "\x1b[2J\x1b]0;t\x07", "\u202eabc", "字" * 2_000, "a" * 100_000, "[/nothing]"]


@requirement("commands.palette-text-is-data")
@pytest.mark.parametrize("size", [(40, 10), (110, 34)])
async def test_hostile_titles_are_text_in_any_window(settings: Settings, size: tuple[int, int]) -> None:
    await stored(settings, *([text, "Yes."] for text in HOSTILE))
    async with terminal(settings, Script(), size=size) as t:
        await open_palette(t)
        await t.type("x")
        await t.until(lambda: "[bold red]x[/]" in t.text(), "the title")
        assert "\x1b" not in t.text()
        assert "\u202e" not in t.text()
        for columns in (12, 4, 1, 110):
            await t.pilot.resize_terminal(columns, 20)
            t.strips()
        await t.press("escape")
        await t.until(lambda: is_closed(t), "the end of the palette")


@requirement("windows.any-size")
async def test_keys_reach_a_search_that_lost_the_focus_to_a_layout_without_room(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await open_palette(t)
        palette = t.app.screen
        palette.set_focus(None)  # as Textual does with a widget that a layout leaves no cell
        await t.press(*"help")
        await t.until(lambda: palette.query_one(PaletteSearch).text == "help", "the letters in the line")
        palette.set_focus(None)
        await t.press("escape")
        await t.until(lambda: is_closed(t), "the end of the palette")
