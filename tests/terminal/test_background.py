"""The terminal says whether its background is light: at the start if it answers, and later when that changes."""

from pathlib import Path

import pytest

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, COMMAND, environment
from tests.terminal.pty_session import Departure
from tests.terminal.recorded import Recorded

LIGHT_GREY, DARK_GREY = b"48;2;224;224;224", b"48;2;18;18;18"
"""The backgrounds of textual-light and textual-dark."""


@requirement("look.light-and-dark")
@pytest.mark.parametrize("background", [b"ffff", b"1111", b""], ids=["light", "dark", "no answer"])
async def test_the_first_theme_is_that_of_the_terminal_and_changes_with_it(home: Path, background: bytes) -> None:
    async with FakeModel() as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="fake-100")
        async with Recorded([str(COMMAND)], env, home) as session:
            session.emulator.background = background
            await session.wait(ANSWERS)
            await session.wait("Message")
            expected, other = (LIGHT_GREY, DARK_GREY) if background == b"ffff" else (DARK_GREY, LIGHT_GREY)
            await session.until(lambda: expected in session.output)
            assert expected in session.output
            seen = len(session.output)
            session.send(b"\x1b[?997;1n" if background == b"ffff" else b"\x1b[?997;2n")
            await session.until(lambda: other in session.output[seen:])
            assert other in session.output[seen:]
            assert not session.shows("rgb|997")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
