"""The search line is opened and closed again and again while frames are painted."""

from pathlib import Path

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure

ROUNDS = 200
RESIZE_EACH = 20
"""Rounds between two changes of the window."""


@requirement("windows.removal-survives-frames", "tui.removed-widgets-are-not-painted")
async def test_200_rounds_of_search_text_and_escape_beside_a_stream_end_nothing(home: Path) -> None:
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("Write on")
        session.press("enter")
        await session.wait("in_progress")
        for at in range(ROUNDS):
            if at % RESIZE_EACH == 0:
                session.resize(120 - at // RESIZE_EACH % 2 * 60, 36)
            seen = session.bytes_written
            session.press("ctrl+s")
            session.type("ev")
            session.press("escape")
            session.move(5, 1 + at % 3)
            assert await session.until(lambda seen=seen: session.bytes_written > seen), session.text()
        session.resize(120, 36)
        session.press("escape")
        session.type("still here")
        await session.wait("still here")
        assert not session.shows("Search")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
