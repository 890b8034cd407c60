"""Mouse bytes of a real terminal."""

from pathlib import Path

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import RIGHT, Departure, PtySession


def row_of(session: PtySession, beginning: str) -> int:
    """The row of the screen that begins so: the thread list is at the left."""
    lines = session.text().splitlines()
    return next(at for at, line in enumerate(lines) if line[:12].strip().startswith(beginning))


async def ask(session: PtySession, text: str, reply: str) -> None:
    session.type(text)
    session.press("enter")
    await session.wait(reply)
    await session.wait("completed")


@requirement("screen.mouse", "tui.click-opens-what-is-clicked", "tui.left-button-acts")
async def test_a_left_click_opens_the_thread_under_it_and_a_right_click_none(home: Path) -> None:
    replies = [say("Red they are."), say("Green they are."), say("Ripe in autumn.")]
    async with FakeModel(replies) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        await ask(session, "Apples", "Red they are.")
        session.press("ctrl+n")
        await session.wait_gone("Red they are.")
        await ask(session, "Pears", "Green they are.")
        session.click(5, row_of(session, "Apples"), RIGHT)
        session.click(60, session.emulator.rows - 2)  # the box
        await ask(session, "When?", "Ripe in autumn.")
        assert session.shows("Green they are.")
        session.click(5, row_of(session, "Apples"))
        await session.wait("Red they are.")
        session.click(5, row_of(session, "Pears"))
        await session.wait("Ripe in autumn.")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
