"""The window changes its size."""

from pathlib import Path

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat


@requirement("screen.too-small")
async def test_a_window_too_small_says_so_and_works_again_when_larger(home: Path) -> None:
    async with FakeModel([say("Still here.")]) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.resize(30, 6)
        await session.wait("Too small")
        session.resize(120, 36)
        await session.wait_gone("Too small")
        session.type("Anybody?")
        session.press("enter")
        await session.wait("Still here.")
        session.resize(60, 20)
        await session.wait("Still here.")
        assert (await session.leave("ctrl+q")).code == 0


@requirement("screen.too-small")
async def test_a_start_in_a_window_too_small_works_when_it_grows(home: Path) -> None:
    async with FakeModel() as model, chat(home, model.base_url, columns=20, rows=5) as session:
        await session.wait("Too")
        session.resize(120, 36)
        await session.wait(ANSWERS)
        assert (await session.leave("ctrl+q")).code == 0
