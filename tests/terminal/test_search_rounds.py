"""The search line is opened and closed again and again while frames are painted."""

import asyncio
from pathlib import Path

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure, PtySession

ROUNDS = 200
ROWS = 14
"""Of the window: fewer are drawn faster."""
RESIZE_EACH = 20
"""Rounds between two changes of the window."""
OPENED = r"\A.*\n Titles and messages +"
"""The empty line, below the header. Each row that it paints asks for the style of these words, so half of the rounds
type nothing."""
LINE = r"\A.*\n (Titles and messages|ev?) +"
LINE_ROW = 1
MOVES, GAP_S = 15, 0.001
"""Of the mouse over the line behind each Esc, as often as a mouse reports them."""


async def close_under_the_mouse(session: PtySession) -> None:
    """Press Esc and move the mouse over the line until it is gone: Textual asks a widget what is under the mouse."""
    session.press("escape")
    for at in range(MOVES):
        session.move(5 + at % 20, LINE_ROW)
        await asyncio.sleep(GAP_S)
    await session.wait_gone(LINE)


@requirement("windows.removal-survives-frames", "tui.removed-widgets-are-not-painted")
async def test_200_rounds_of_search_text_and_escape_beside_a_stream_end_nothing(home: Path) -> None:
    async with FakeModel() as model, chat(home, model.base_url, rows=ROWS) as session:
        await session.wait(ANSWERS)
        session.type("Write on")
        session.press("enter")
        await session.wait("in_progress")
        for at in range(ROUNDS):
            if at % RESIZE_EACH == 0:
                session.resize(120 - at // RESIZE_EACH % 2 * 60, ROWS)
            session.press("ctrl+s")
            await session.wait(OPENED)
            if at % 2:
                session.type("ev")
            await close_under_the_mouse(session)
        session.resize(120, ROWS)
        session.press("escape")
        session.type("still here")
        await session.wait("still here")
        assert not session.shows(LINE)
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
