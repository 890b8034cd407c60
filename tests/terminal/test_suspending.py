"""Ctrl+Z in a shell with job control, and without one."""

from pathlib import Path

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, COMMAND, chat, environment
from tests.terminal.pty_session import Departure, PtySession

SHELL = ["/bin/sh", "-i"]


@requirement("box.suspend")
async def test_ctrl_z_returns_to_the_shell_and_fg_to_the_draft(home: Path) -> None:
    settings = {"OPENAI_API_KEY": "x", "ASSISTANT_CHAT_MODEL": "fake-100", "PS1": "shell> ", "ENV": ""}
    async with FakeModel() as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, **settings)
        async with PtySession(SHELL, env, home) as session:
            await session.wait("shell>")
            session.type(f"{COMMAND}\r")
            await session.wait(ANSWERS)
            for number, words in enumerate(("draft", " goes on")):
                session.type(words)
                await session.wait(words)
                session.press("ctrl+z")
                assert await session.until(lambda: session.emulator.left_on() == [])
                session.type(f"echo in the $((40 + {number}))\r")
                await session.wait(f"in the 4{number}")
                session.type("fg\r")
                await session.wait("│ draft")
                await session.wait(ANSWERS)
            await session.wait("draft goes on")
            session.press("ctrl+q")
            await session.wait("shell>\\s*\\Z")
            session.type("exit\r")
            assert await session.departed() == Departure(code=0, left_on=[])


@requirement("box.suspend")
async def test_without_a_shell_ctrl_z_says_so_and_stops_nothing(home: Path) -> None:
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        session.type("draft")
        session.press("ctrl+z")
        await session.wait("not started from a shell")
        session.type(" goes on")
        await session.wait("draft goes on")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
