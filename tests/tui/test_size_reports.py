"""Reports of the window's size that come in the input (mode 2048)."""

import pytest
from textual import events
from textual.geometry import Size

from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line

MODE_IS_ON = b"\x1b[?2048;1$y"
USUAL = b"\x1b[48;36;120;720;1200t"


def sizes(*reports: bytes) -> list[Size]:
    return [event.size for event in Line().feed(*reports, QUIET_S) if isinstance(event, events.Resize)]


@requirement("input.size-reports")
def test_a_size_is_believed_from_a_terminal_that_has_the_mode() -> None:
    assert sizes(MODE_IS_ON, USUAL) == [Size(120, 36)]


@requirement("input.size-reports")
@pytest.mark.parametrize("mode", [b"", b"\x1b[?2048;0$y", b"\x1b[?2048;4$y"], ids=["none", "unknown", "always off"])
def test_no_size_is_believed_from_a_terminal_without_the_mode(mode: bytes) -> None:
    assert sizes(mode, USUAL) == []


@requirement("input.size-reports")
@pytest.mark.parametrize("report", ["99999;99999", "501;80", "24;1001", "0;0"])
def test_no_size_is_believed_that_no_window_has(report: str) -> None:
    assert sizes(MODE_IS_ON, f"\x1b[48;{report};1;1t".encode(), USUAL) == [Size(120, 36)]
