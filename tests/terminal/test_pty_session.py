"""The pseudo-terminal keeps what it promises to the other tests."""

import os
import sys
from pathlib import Path

from tests.terminal.pty_session import PtySession

FRAME_IN_TWO_PIECES = r"""
import sys
print("\x1b[?2026hupper half", end="", flush=True)
sys.stdin.readline()
print("lower half\x1b[?2026l", end="", flush=True)
sys.stdin.readline()
"""


async def test_what_is_waited_for_is_seen_with_the_rest_of_its_frame(home: Path) -> None:
    async with PtySession([sys.executable, "-c", FRAME_IN_TWO_PIECES], dict(os.environ), home) as session:
        assert await session.until(lambda: session.shows("upper half")) is not None
        assert not session.shows_frame
        session.press("enter")
        await session.wait("upper half")
        assert session.shows("lower half")
        session.press("enter")
        assert await session.exit_code() == 0
