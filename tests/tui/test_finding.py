"""Finding messages: words in the open conversation, the hits of a search, the ends of a long conversation, and back."""

import pytest
from textual.events import Paste

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.screens.chat import opening_keys
from app.tui.screens.chat.find_line import FindLine
from tests.requirements import requirement
from tests.tui.long_thread import add_messages
from tests.tui.terminal import Terminal, stored, terminal


def numbered(*places: int) -> list[str]:
    """300 messages, of which these have a word."""
    return [f"number {at}{' zebra' if at in places else '.'}" for at in range(300)]


def count(t: Terminal) -> str:
    """What the line of words says of the hits."""
    return "".join(str(line.border_subtitle) for line in t.chat.query(FindLine))


async def counts(t: Terminal, text: str) -> None:
    await t.until(lambda: count(t) == text, f"the count {text!r}")


@requirement("find.in-conversation", "tui.keys-in-order")
async def test_keys_behind_enter_in_the_line_do_not_wait_for_a_search_of_the_conversations(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_keys, "SEARCH_LIMIT_S", 3_600.0)
    await stored(settings, ["Pears and pears?", "Pears."])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+f")
        await t.type("pears")
        await counts(t, "1 of 2")
        await t.press("enter")
        await counts(t, "2 of 2")
        await t.press("up")
        await counts(t, "1 of 2")


@requirement("find.hit", "tui.panes")
async def test_the_focus_stays_in_the_history_on_the_way_back_to_another_conversation(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."], ["Plums?", "Blue."])
    async with terminal(settings, Script()) as t:
        await t.shows("Blue.")
        await t.press("ctrl+s")
        await t.type("pears")
        await t.press("enter")
        await t.shows("Green.")
        await t.until(lambda: t.chat.query(FindLine), "the line of words")
        await t.press("shift+tab")
        assert t.history.has_focus
        await t.press("alt+left")
        await t.shows("Blue.")
        await t.until(lambda: not t.chat.query(FindLine), "the end of the line")
        assert t.chat.focused is t.history


@requirement("find.in-conversation")
async def test_words_are_found_counted_marked_and_walked_through(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, numbered(3, 150, 290))
    async with terminal(settings, Script()) as t:
        await t.shows("number 299")
        await t.press("ctrl+f")
        await t.type("Zebra")
        await counts(t, "1 of 3")
        await t.shows("number 290 zebra")
        hit = [segment for strip in t.strips() for segment in strip if segment.text == "zebra"]
        assert [bool(segment.style and segment.style.bold) for segment in hit] == [True]
        await t.press("enter")
        await counts(t, "2 of 3")
        await t.shows("number 150 zebra")
        assert "number 299" not in t.text()
        await t.press("up")
        await t.shows("number 3 zebra")
        await t.press("up")
        await counts(t, "1 of 3")
        await t.press("down", "shift+enter")
        await counts(t, "2 of 3")
        await t.shows("number 150 zebra")
        await t.press("tab")
        assert t.history.has_focus
        await t.press("n")
        await counts(t, "3 of 3")
        await t.shows("number 3 zebra")
        await t.press("N")
        await t.shows("number 150 zebra")
        await t.press("escape")
        await t.until(lambda: not t.chat.query(FindLine), "the end of the line")
        assert t.box.has_focus
        assert "number 150 zebra" in t.text()
        assert not [one for strip in t.strips() for one in strip if one.text == "zebra"]
        await t.press("alt+left")
        await t.shows("number 299")


@requirement("find.in-conversation", "line.paste-replaces")
async def test_words_that_are_nowhere_are_said_to_be(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        await t.press("ctrl+f")
        await t.type("pears")
        await counts(t, "Nothing found")
        await t.press("enter", "escape")
        await t.until(lambda: t.box.has_focus, "the focus in the box")
        await t.type("/find red")
        await t.press("enter")
        await counts(t, "1 of 1")
        await t.press("escape", "ctrl+f")  # which selects the words of the last time
        line = t.chat.query_one(FindLine)
        line.post_message(Paste("apples"))
        await t.until(lambda: line.text == "apples", "the pasted word alone")


@requirement("find.hit")
async def test_enter_in_a_search_shows_the_message_and_alt_left_leads_back(settings: Settings) -> None:
    old, _ = await stored(settings, [], ["Pears?", "Green."])
    await add_messages(settings, old, numbered(40, 150))
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+n")
        await t.press("ctrl+s")
        await t.type("zebra")
        await t.press("enter")
        await t.shows("number 150 zebra")
        await counts(t, "1 of 2")
        assert t.box.has_focus
        await t.press("shift+tab", "n")
        await t.shows("number 40 zebra")
        await t.press("escape")
        await t.until(lambda: not t.chat.query(FindLine), "the end of the line")
        await t.press("alt+left")
        await t.shows_title("New conversation")
        await t.until(lambda: not t.chat.query(FindLine), "the end of the line")


@requirement("find.ends")
async def test_the_first_and_the_newest_message_are_one_key_away_and_pages_continue(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, numbered())
    async with terminal(settings, Script()) as t:
        await t.shows("number 299.")
        await t.press("ctrl+home")
        await t.shows("number 0.")
        assert "number 299." not in t.text()
        seen: set[int] = set()
        for _ in range(200):
            seen |= {int(line.split("number ")[-1].split(".")[0]) for line in t.text().split("\n") if "number " in line}
            if 299 in seen:
                break
            top = t.history.excerpt.spot
            await t.press("pagedown")
            await t.until(lambda top=top: t.history.excerpt.spot != top, "the next page")
        assert seen == set(range(300))
        await t.press("ctrl+home")
        await t.shows("number 0.")
        await t.press("ctrl+end")
        await t.shows("number 299.")
        assert t.history.following


@requirement("find.ends")
async def test_a_reply_that_streams_while_the_view_is_far_away_is_whole_at_the_end(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, numbered())
    gate = Gate()
    script = Script([Reply("First words", gate, " more", " and the last.")])
    async with terminal(settings, script) as t:
        await t.shows("number 299.")
        await t.send("Go")
        await t.shows("First words")
        await t.press("ctrl+home")
        await t.shows("number 0.")
        gate.open()
        await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        assert "First words" not in t.text()
        await t.press("ctrl+end")
        await t.shows("First words more and the last.")
        assert t.text().count("First words") == 1


@requirement("find.ends")
async def test_a_message_sent_from_far_away_is_shown_at_the_end(settings: Settings) -> None:
    (thread_id,) = await stored(settings, [])
    await add_messages(settings, thread_id, numbered())
    async with terminal(settings, Script(["Reply."])) as t:
        await t.shows("number 299.")
        await t.press("ctrl+home")
        await t.until(lambda: "▌ number 0." in t.text(), "the first message")
        await t.send("And now?")
        await t.shows("Reply.")
        assert "number 299." in t.text()
