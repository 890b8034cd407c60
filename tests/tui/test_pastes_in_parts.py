"""Long pastes without brackets: a slow line, or a busy program, gets them in several reads."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from app.tui.terminal.input.paste_buffer import MAX_PASTE_CHARS
from app.tui.terminal.input.pasted_text import PastePart
from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line, Piece, received

PARAGRAPH = "a line of a paste\r" * 20 + "its end"
FIRST = len(PARAGRAPH)
LATER = 0.9
"""Seconds: a part that comes so late still belongs to the part before it, unless it is a single character."""


def read_parts(*pieces: Piece) -> list[str]:
    """Return the pastes of the pieces, with their parts joined; a key as its name."""
    pastes: list[str] = []
    for event in Line().feed(*pieces, QUIET_S):
        if isinstance(event, PastePart):
            pastes[-1] += event.text
        elif isinstance(event, events.Paste):
            pastes.append(event.text)
        elif isinstance(event, events.Key):
            pastes.append(event.key)
    return pastes


@requirement("input.paste-in-parts")
@given(
    rest=st.text("ab\t\r\n", min_size=1, max_size=60).map(lambda text: f"{text}."),
    cuts=st.lists(st.integers(0, 60), max_size=5),
)
def test_a_paste_cut_anywhere_is_one_paste(rest: str, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(rest)) for cut in cuts), len(rest)]
    parts = [rest[start:end] for start, end in pairwise(places) if start < end]
    pieces: list[Piece] = [PARAGRAPH]
    for part in parts:
        pieces += [0.05, part]
    assert read_parts(*pieces) == [(PARAGRAPH + rest).replace("\r\n", "\n").replace("\r", "\n")]


@requirement("input.paste-in-parts")
def test_a_part_on_a_slow_line_belongs_to_the_paste() -> None:
    whole = PARAGRAPH.replace("\r", "\n")
    assert read_parts(PARAGRAPH, LATER, "in mid", LATER, "-word\rand more") == [whole + "in mid-word\nand more"]


@requirement("input.paste-in-parts", "input.paste-without-brackets")
@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_an_enter_behind_a_part_sends_when_nothing_follows(end: str) -> None:
    whole = PARAGRAPH.replace("\r", "\n")
    assert read_parts(PARAGRAPH + end) == [whole, "enter"]
    assert read_parts(PARAGRAPH, 0.5, "the rest" + end) == [whole + "the rest", "enter"]


@requirement("input.paste-in-parts")
def test_what_is_typed_behind_a_paste_is_typed() -> None:
    whole = PARAGRAPH.replace("\r", "\n")
    assert read_parts(PARAGRAPH, 0.2, "a", 0.1, "b") == [whole, "a", "b"]
    assert read_parts(PARAGRAPH, 0.2, "a", 0.01, "bc") == [whole, "a", "b", "c"]
    assert read_parts(PARAGRAPH, 0.2, "\r", 0.1, "bc") == [whole, "enter", "b", "c"]
    assert read_parts(PARAGRAPH, 2.0, "one\rtwo") == [whole, "one\ntwo"]


@requirement("input.paste-in-parts")
def test_a_key_behind_an_enter_that_waits_comes_behind_it() -> None:
    assert received(PARAGRAPH + "\r", 0.01, "\x1b[A")[-2:] == ["enter", "up"]


@requirement("input.paste-in-parts")
def test_a_bracketed_paste_that_is_passed_on_in_parts_is_one_paste() -> None:
    text = "x" * (MAX_PASTE_CHARS + 10)
    pieces = [text[at : at + 4_000_000] for at in range(0, len(text), 4_000_000)]
    assert read_parts("\x1b[200~", *pieces, "end\x1b[201~") == [text + "end"]
    assert read_parts("\x1b[200~", *pieces, "end\x1b[201~", "\x1b[200~next\x1b[201~") == [text + "end", "next"]
