"""Line ends that are no newline, and what cannot be stored: typed, pasted, and cut at any byte."""

import pytest
from textual import events

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line, Piece, received
from tests.tui.terminal import terminal

SEPARATORS = ["\u2028", "\u2029"]
LINE_ENDS = ["\r\n", "\r", "\x0b", "\x0c", "\x85", *SEPARATORS]
WIDE = "e\u0301 👩\u200d💻 \U0001fae9 日本 \U0010fffd"


@requirement("input.format-characters")
@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
async def test_a_line_end_in_a_paste_is_a_new_line(settings: Settings, end: str) -> None:
    script = Script(["Good."])
    [paste] = Line().feed(f"\x1b[200~one{end}two{end}\x1b[201~", QUIET_S)
    assert isinstance(paste, events.Paste)
    assert paste.text == "one\ntwo\n"
    async with terminal(settings, script) as t:
        await t.paste(f"one{end}two{end}{end}three")
        assert t.box.text == "one\ntwo\n\nthree"
        await t.paste(end)
        assert t.box.text == "one\ntwo\n\nthree\n"
        assert {strip.cell_length for strip in t.strips()} == {t.app.size.width}
        await t.press("enter")
        await t.shows("Good.")
    assert script.requests[0].messages[-1].text == "one\ntwo\n\nthree"


@requirement("input.format-characters")
@pytest.mark.parametrize("end", SEPARATORS, ids=ascii)
async def test_a_typed_separator_is_a_new_line_and_a_blank_where_there_is_one_line(
    settings: Settings, end: str
) -> None:
    async with terminal(settings, Script()) as t:
        for character in f"a{end}b{end}":
            t.app.post_message(events.Key(character, character))
        await t.until(lambda: t.box.text == "a\nb\n", "the text in the box")
        await t.press("ctrl+s")
        for character in f"c{end}d":
            t.app.post_message(events.Key(character, character))
        await t.until(lambda: [line.text for line in t.chat.query(LineInput)] == ["c d"], "the filter")
        t.chat.query_one(LineInput).post_message(events.Paste(f"{end}e{end}f{end}"))
        await t.until(lambda: t.chat.query_one(LineInput).text == "c de f", "the paste in the filter")


@requirement("input.format-characters", "input.paste-without-brackets")
def test_line_ends_without_brackets_are_a_paste_and_a_next_line_sends_nothing() -> None:
    assert received("one\x85two") == ["paste:one\ntwo"]
    assert received(b"one\x85two") == ["paste:one\ntwo"]
    assert received("one\u2028two\u2029three") == ["paste:one\ntwo\nthree"]
    assert received("ok\x85") == ["o", "k", "ctrl+j"]


@requirement("input.format-characters", "tui.keyboard-bytes")
async def test_what_cannot_be_stored_is_marked_or_left_out(settings: Settings) -> None:
    script = Script(["Good."])
    assert received(b"\x1b[200~a\xed\xa0\xbdb\x00c\x1b[201~") == ["paste:a\ufffd\ufffd\ufffdbc"]
    async with terminal(settings, script) as t:
        await t.paste("a\ud83db\x00c")
        assert t.box.text == "a\ufffdbc"
        await t.paste("\udc80" * 70_000)
        await t.shows("[Pasted 210 KB, 70,000 characters]")
        await t.press("enter")
        await t.shows("Good.")
    assert script.requests[0].messages[-1].text == "a\ufffdbc\n\n" + "\ufffd" * 70_000


@requirement("tui.keyboard-bytes")
@pytest.mark.parametrize("gap", [0.0, 0.09])
def test_characters_cut_at_any_byte_arrive_whole(gap: float) -> None:
    for sent in (WIDE, f"\x1b[200~{WIDE}\x1b[201~"):
        data = sent.encode()
        for cut in range(1, len(data)):
            assert arrived(data[:cut], gap, data[cut:]) == WIDE, cut
        assert arrived(*(piece for byte in data for piece in (bytes([byte]), gap))) == WIDE


def arrived(*pieces: Piece) -> str:
    """The characters of all keys and pastes."""
    found = [event for event in Line().feed(*pieces, QUIET_S) if isinstance(event, events.Key | events.Paste)]
    return "".join(event.text if isinstance(event, events.Paste) else event.character or "" for event in found)
