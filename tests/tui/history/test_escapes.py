"""The terminal obeys nothing in a message."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.tui.text.escapes import EscapeFilter, remove_escapes
from tests.requirements import requirement
from tests.tui.history.stage import opened, replied, said, stage

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PIECES = st.sampled_from(
    [
        *("\x1b", "\x1b[31m", "\x1b]8;;http://x\x07", "\x1b]52;c;aGk=", "\x07", "\x1b\\", "\x1b[2J", "\x1bP", "\x1b(B"),
        *("[", "]", "m", "\r", "\n", "\r\n", "\x00", "\x7f", "\x9b1m", "\u202e", "\ufeff", "\ud83d", "\t"),
        *("日本", "👩‍👩‍👧", "text "),
    ]
)
HOSTILE = st.lists(PIECES | st.text(), max_size=12).map("".join)


@requirement("history.escapes")
@given(HOSTILE)
def test_no_control_character_is_left(text: str):
    assert not CONTROL.search(remove_escapes(text))


@requirement("history.escapes")
@given(HOSTILE, st.integers(1, 9))
@example("\x1b\x1b[31mm", 1)
@example("\r\x1b[31m\n", 1)
@example("\x1b]0;a\x1b\x1b[1mb\x1b\\", 1)
def test_pieces_give_the_same_text_as_the_whole(text: str, size: int):
    pieces = EscapeFilter()
    out = [pieces.feed(text[start : start + size]) for start in range(0, len(text), size)]
    assert "".join(out) + pieces.close() == remove_escapes(text)


@requirement("history.escapes")
@pytest.mark.parametrize("make", [said, replied])
async def test_sequences_are_removed_and_controls_visible(make: type):
    async with stage() as s:
        await s.show([make("a\x1b[31mb\x1b]0;title\x07c\x1b]8;;http://x\x1b\\d\x07e\u202ef\r\ng&#27;h")])
        assert s.rows()[1].startswith("abcd␇ef")
        painted = "".join(s.history.render_line(y).text for y in range(20))
        assert not CONTROL.search(painted)


@requirement("history.escapes")
async def test_a_sequence_split_by_the_stream_is_removed_too():
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["a\x1b", "[3", "1mb \x1b]52;c;", "aGk=\x07c"])
        assert s.rows()[:2] == ["Assistant", "ab c"]
