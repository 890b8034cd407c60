"""The thread list: switch, rename, delete and undo, filter, and drafts that stay with their threads."""

import asyncio

import pytest
from textual import events

from app.api.errors import NotFound
from app.api.requests import ModifyThread
from app.models.script import Script
from app.settings import Settings
from app.tui.session.threads import pending_deletions
from tests.requirements import requirement
from tests.tui.terminal import failing, held, stored, terminal


@requirement("tui.threads", "tui.panes")
async def test_threads_are_opened_with_arrows_and_enter(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."], ["Plums?", "Blue."])
    async with terminal(settings, Script()) as t:
        await t.shows("Blue.")
        await t.press("shift+tab")
        assert t.history.has_focus
        await t.press("shift+tab")
        assert t.threads.has_focus
        await t.press("down", "j", "enter")
        await t.shows("Red.")
        await t.until(lambda: t.box.has_focus, "the focus in the box")
        await t.press("ctrl+up")
        await t.shows("Green.")
        await t.press("alt+down")
        await t.shows("Red.")
        await t.press("tab")
        assert t.threads.has_focus
        await t.press("escape")
        assert t.box.has_focus


@requirement("tui.threads")
async def test_a_start_with_a_thread_id_opens_that_one(settings: Settings) -> None:
    first, _ = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script(), thread_id=first) as t:
        await t.shows("Red.")
    async with terminal(settings, Script(), thread_id="thread_nowhere") as t:
        await t.shows("No thread found with id 'thread_nowhere'.")
        await t.shows("New conversation")


@requirement("tui.title")
async def test_a_thread_far_down_the_list_has_its_title_and_is_renamed(settings: Settings) -> None:
    oldest, *_ = await stored(settings, *[[f"Topic {at:03}"] for at in range(103)])
    async with terminal(settings, Script(["Found."]), thread_id=oldest) as t:
        await t.shows_title("Topic 000")
        await t.press("f2")
        await t.shows("Enter to save")
        await t.type("The oldest")
        await t.press("enter")
        await t.shows_title("The oldest")
        await t.press("ctrl+s")
        await t.type("Topic 05")
        await t.shows_not(" Topic 102")
        await t.press("escape", "escape")
        await t.send("Still the same?")
        await t.shows("Found.")
        await t.shows_title("The oldest")


@requirement("tui.title", "tui.threads")
async def test_a_new_title_is_kept_beside_the_metadata_of_others(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows_title("Apples?")
        await t.assistants.modify_thread(thread_id, ModifyThread(metadata={"theirs": "kept"}))
        await t.press("f2")
        await t.shows("Enter to save")
        await t.type("Fruit")
        await t.press("enter")
        await t.shows_title("Fruit")
        assert (await t.assistants.get_thread(thread_id)).metadata == {"theirs": "kept", "title": "Fruit"}
        await t.press("shift+tab", "shift+tab", "r")
        await t.shows("Enter to save")
        await t.press("backspace", "enter")
        await t.shows_title("Apples?")
        assert (await t.assistants.get_thread(thread_id)).metadata == {"theirs": "kept"}


@requirement("tui.undo", "tui.threads")
async def test_a_deleted_thread_is_hidden_at_once_and_comes_back(settings: Settings) -> None:
    _, thread_id = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        await t.press("shift+tab", "shift+tab", "d")
        await t.shows_not("Pears?")
        await t.shows("Red.")
        assert (await t.assistants.get_thread(thread_id)).id == thread_id
        await t.press("u")
        await t.shows("Green.")
        assert "Pears?" in t.text()


@requirement("tui.undo")
async def test_a_deletion_is_done_at_the_quit(settings: Settings) -> None:
    thread_id, _ = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.press("shift+tab", "shift+tab", "down", "d")
        await t.shows("Undo: u (10 s)")
        await t.shows_not("Apples?")
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code is not None, "the end")
        with pytest.raises(NotFound):
            await t.assistants.get_thread(thread_id)
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        assert "Apples?" not in t.text()


@requirement("tui.undo")
async def test_a_deletion_is_done_when_its_time_is_over(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_deletions, "UNDO_WINDOW_S", 0.2)
    thread_id, _ = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.press("shift+tab", "shift+tab", "down", "d")
        await t.shows_not("Apples?")
        await t.until(lambda: thread_id not in t.controller.deletions, "the deletion")
        with pytest.raises(NotFound):
            await t.assistants.get_thread(thread_id)
        await t.press("u")
        await t.pilot.pause()
        assert "Apples?" not in t.text()


@requirement("tui.undo")
async def test_a_thread_that_cannot_be_deleted_is_shown_again_with_the_reason(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending_deletions, "UNDO_WINDOW_S", 0.2)
    await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    gate = asyncio.Event()  # the deletion fails only once the thread was seen to be hidden
    async with terminal(
        settings, Script(), wrap=lambda one: held(failing(one, "delete_thread", 1), gate, "delete_thread")
    ) as t:
        await t.press("shift+tab", "shift+tab", "down", "d")
        await t.shows_not("Apples?")
        gate.set()
        await t.shows("The disk is full.")
        await t.shows("Apples?")


@requirement("tui.undo")
async def test_a_deleted_thread_does_not_come_back_in_a_long_list(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending_deletions, "UNDO_WINDOW_S", 0.2)
    *_, newest = await stored(settings, *[[f"Topic {at:03}"] for at in range(110)])
    async with terminal(settings, Script()) as t:
        await t.press("shift+tab", "shift+tab", "d")
        await t.shows_not("Topic 109")
        await t.until(lambda: newest not in t.controller.deletions, "the deletion")
        await t.press("end")
        await t.until(lambda: len(t.threads.rows) == 109, "the second page")
        await t.press("home")
        await t.shows("Topic 108")
        assert "Topic 109" not in t.text()


@requirement("tui.search")
async def test_the_filter_searches_in_the_store(settings: Settings) -> None:
    await stored(settings, ["Apples?", "They are crimson."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.press("shift+tab", "shift+tab", "slash")
        await t.type("crimson")
        await t.until(lambda: len(t.threads.rows) == 1, "the hit alone")
        await t.shows("They are crimson.")
        await t.press("enter")
        await t.shows_title("Apples?")
        assert t.box.has_focus
        await t.press("ctrl+s")
        await t.type("zzz")
        await t.shows("Nothing found for")
        await t.press("escape")
        await t.until(lambda: len(t.threads.rows) == 2, "all rows")
        assert t.threads.has_focus


@requirement("tui.search")
async def test_a_hit_shows_the_words_even_far_from_the_beginning_of_its_line(settings: Settings) -> None:
    await stored(
        settings, ["Apples?", f"{'They may have many colours. ' * 6}Mostly they are crimson, say those who know."]
    )
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+s")
        await t.type("CRIMSON")
        await t.shows("   …")
        assert "crimson" in t.threads.render_line(1).text


@requirement("tui.search", "tui.keys-in-order")
async def test_text_typed_right_after_the_search_key_goes_into_the_filter(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Dates?", "Brown."])
    async with terminal(settings, Script()) as t:
        for key, character in (("ctrl+s", "\x13"), *((letter, letter) for letter in "dates")):
            t.app.post_message(events.Key(key, character))
        await t.shows_not(" Apples?")
        assert t.box.text == ""
        await t.press("escape")
        await t.shows(" Apples?")
        for key in ("slash", *"dates"):
            t.app.post_message(events.Key(key, "/" if key == "slash" else key))
        await t.shows_not(" Apples?")
        await t.shows(" Dates?")
        assert "│ dates " in t.text()


@requirement("tui.search")
async def test_the_list_reads_the_next_page_when_its_end_is_near(settings: Settings) -> None:
    await stored(settings, *[[f"Topic {at:03}"] for at in range(130)])
    async with terminal(settings, Script()) as t:
        assert len(t.threads.rows) == 100
        await t.press("shift+tab", "shift+tab", "end")
        await t.until(lambda: len(t.threads.rows) == 130, "the second page")
        await t.press("end")
        await t.shows("Topic 000")


@requirement("tui.drafts")
async def test_drafts_survive_a_switch_and_a_quit(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.type("about pears")
        await t.press("ctrl+down")
        await t.shows("Red.")
        assert t.box.text == ""
        await t.type("about apples")
        await t.press("ctrl+n")
        await t.shows("Three things to try")
        await t.type("new one")
        await t.press("ctrl+down")
        await t.shows("Green.")
        assert t.box.text == "about pears"
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code == 0, "the end")
    async with terminal(settings, Script()) as t:
        await t.shows("about pears")
        await t.press("ctrl+down")
        await t.shows("about apples")
        await t.press("ctrl+n")
        await t.shows("new one")


@requirement("tui.drafts")
async def test_a_draft_is_saved_without_a_quit(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("half a thought")
        file = settings.data_dir / "drafts.json"
        await t.until(lambda: file.exists() and b"half a thought" in file.read_bytes(), "the file")


@requirement("tui.drafts")
async def test_a_broken_drafts_file_is_set_aside(settings: Settings) -> None:
    settings.data_dir.mkdir()
    file = settings.data_dir / "drafts.json"
    file.write_text('{"drafts": 7')
    async with terminal(settings, Script(["Hi."])) as t:
        await t.send("Hello")
        await t.shows("Hi.")
        assert file.with_name("drafts.json.broken").read_text() == '{"drafts": 7'


@requirement("tui.text-is-data")
async def test_titles_are_never_markup_nor_escapes(settings: Settings) -> None:
    await stored(settings, ["[red]Bold[/] \x1b[31m\x1b]0;gotcha\x07 \u202etitle", "Text [/] [b]"])
    async with terminal(settings, Script()) as t:
        await t.shows_title("[red]Bold[/] [31m")
        assert "\x1b" not in t.text()
        assert "\u202e" not in t.text()
        await t.press("f2")
        await t.shows("Enter to save")
        await t.press("escape")
