"""NO_COLOR in the terminal app: no colour at all, and what colours tell elsewhere is told otherwise."""

import re
from pathlib import Path

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.conversations import CODE, click, place, store
from tests.terminal.program import COMMAND, environment
from tests.terminal.pty_session import Departure
from tests.terminal.recorded import Recorded

LOOK = re.compile(rb"\x1b\[([\d;:]*)m")
COLOURS = {*range(30, 50), *range(90, 108)}
"""What sets a colour in SGR, the default colours too."""


@requirement("windows.no-colour")
async def test_no_colour_is_written_and_focus_and_selection_are_seen(home: Path) -> None:
    await store(home, ("Pears", CODE), ("Apples", "**Red** and `sweet`, [of course](https://example.com)."))
    async with FakeModel() as model:
        env = environment(
            home, OPENAI_BASE_URL=model.base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="fake-100", NO_COLOR="1"
        )
        async with Recorded([str(COMMAND)], env, home) as session:
            await session.wait("· fake-100")
            await session.wait("┏")  # the box has the focus
            session.press("ctrl+b", "ctrl+b")
            await session.wait(r"━Ctrl\+S Search")
            await session.until(lambda: session.emulator.is_reversed(" now"))
            assert session.emulator.is_reversed(" now")
            session.press("down", "enter")
            await session.wait("More words.")
            session.type("typed")
            await session.wait("typed")
            session.press("shift+left", "shift+left")
            await session.until(lambda: session.emulator.is_reversed("ed"))
            assert session.emulator.is_reversed("ed")
            row = place(session, "More words.")
            session.hold(*row)
            session.move(row[0] + 4, row[1], 0)
            session.release(row[0] + 4, row[1])
            await session.until(lambda: session.emulator.is_reversed("More"))
            assert session.emulator.is_reversed("More")
            session.press("escape")
            for key, shown in (
                ("ctrl+p", "Search commands, conversations"),
                ("f1", "Esc Close"),
                ("ctrl+l", "Add another"),
            ):
                session.press(key)
                await session.wait(shown)
                session.press("escape")
                await session.wait_gone(shown)
            click(session, place(session, "copy"))
            await session.wait("Copied the code block")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
        looks = {one for found in LOOK.findall(session.output) for one in re.split(rb"[;:]", found)}
        assert b"7" in looks
        assert not {int(one) for one in looks if one} & COLOURS
