"""The mouse of terminals that know only the old modes: X10 bytes and urxvt's numbers."""

import pytest
from textual import events

from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line, Piece


def clicked(*pieces: Piece) -> list[tuple[str, int, int, int]]:
    """The kind, button, column and row of each event of the mouse, columns and rows from 0."""
    found = Line().feed(*pieces, QUIET_S)
    assert all(isinstance(event, events.MouseEvent) for event in found), found
    return [(type(one).__name__, one.button, one.x, one.y) for one in found if isinstance(one, events.MouseEvent)]


@requirement("input.old-mouse-modes")
@pytest.mark.parametrize(
    ("report", "seen"),
    [
        (b"\x1b[M !!\x1b[M#!!", [("MouseDown", 1, 0, 0), ("MouseUp", 1, 0, 0)]),
        (b'\x1b[M"*+\x1b[M#*+', [("MouseDown", 3, 9, 10), ("MouseUp", 3, 9, 10)]),
        (b"\x1b[M!*+\x1b[M#*+", [("MouseDown", 2, 9, 10), ("MouseUp", 2, 9, 10)]),
        (b"\x1b[M`*+\x1b[Ma*+", [("MouseScrollUp", 0, 9, 10), ("MouseScrollDown", 0, 9, 10)]),
        (b"\x1b[MC*+", [("MouseMove", 0, 9, 10)]),
        (b"\x1b[M \x84!", [("MouseDown", 1, 99, 0)]),
        (b"\x1b[M \xc3\xa9", [("MouseDown", 1, 162, 136)]),
        (b"\x1b[32;120;36M\x1b[35;120;36M", [("MouseDown", 1, 119, 35), ("MouseUp", 1, 119, 35)]),
        (b"\x1b[34;500;36M\x1b[35;500;36M", [("MouseDown", 3, 499, 35), ("MouseUp", 3, 499, 35)]),
        (b"\x1b[96;5;6M", [("MouseScrollUp", 0, 4, 5)]),
        (b"\x1b[M \x00!", []),
        (b"\x1b[<128;10;5M\x1b[<128;10;5m", []),
    ],
)
def test_a_report_is_what_the_terminal_meant(report: bytes, seen: list[tuple[str, int, int, int]]) -> None:
    assert clicked(report) == seen


@requirement("input.old-mouse-modes")
def test_a_report_in_pieces_and_what_is_typed_behind_it() -> None:
    assert clicked(b"\x1b[M", 0.25, b" ", 0.25, b"*", 0.25, b"+") == [("MouseDown", 1, 9, 10)]
    found = Line().feed(b"\x1b[M *+\x1b[M#*+ok", QUIET_S)
    assert [one.character for one in found if isinstance(one, events.Key)] == ["o", "k"]
