"""Pastes of text copied from a terminal with its control strings."""

import pytest
from textual import events

from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line

STRINGS = {
    "DCS": "\x1bPq#0;2;0;0;0#0!5~\x1b\\",
    "SOS": "\x1bXhello\x1b\\",
    "PM": "\x1b^hello\x1b\\",
    "APC": "\x1b_Gf=100;AAAA\x1b\\",
    "OSC, BEL": "\x1b]0;title\x07",
    "OSC, ST": "\x1b]8;;https://a.example\x1b\\",
}


@requirement("input.malformed")
@pytest.mark.parametrize("string", STRINGS.values(), ids=STRINGS.keys())
def test_a_control_string_in_a_paste_is_no_text(string: str) -> None:
    paste = f"\x1b[200~a{string}b\x1b[201~".encode()
    assert [event.text for event in Line().feed(paste, QUIET_S) if isinstance(event, events.Paste)] == ["ab"]


@requirement("input.malformed")
def test_a_control_string_without_an_end_takes_no_text_of_the_next_line() -> None:
    paste = b"\x1b[200~a\x1bPone\ntwo\x1b\\\x1b[201~"
    assert [event.text for event in Line().feed(paste, QUIET_S) if isinstance(event, events.Paste)] == ["aPone\ntwo\\"]
