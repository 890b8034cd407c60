"""When a run is over and the window is elsewhere, the user is called back: bell, notification, title."""

from pathlib import Path

import pytest

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, COMMAND, environment
from tests.terminal.pty_session import Departure
from tests.terminal.recorded import Recorded

AWAY, BACK = b"\x1b[O", b"\x1b[I"
TITLE = b"\x1b]2;Reply ready: Apples and pears?\x1b\\"


def session_of(home: Path, base_url: str, **more: str) -> Recorded:
    env = environment(home, OPENAI_BASE_URL=base_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="fake-100", **more)
    return Recorded([str(COMMAND)], env, home)


async def ask_and_leave(session: Recorded) -> None:
    """Send a message and turn to another window while the reply is written."""
    await session.wait(ANSWERS)
    session.type("Apples and pears?")
    session.press("enter")
    session.send(AWAY)
    await session.wait("Red, and green.")


@requirement("look.calls-back")
@pytest.mark.parametrize(
    ("more", "notice"),
    [
        ({}, b"\x07\x1b]9;Reply ready: Apples and pears?\x1b\\"),
        ({"VTE_VERSION": "7600"}, b"\x07\x1b]777;notify;assistant-chat;Reply ready: Apples and pears?\x1b\\"),
    ],
    ids=["OSC 9", "OSC 777"],
)
async def test_a_bell_a_notification_and_a_title_until_the_user_is_back(
    home: Path, more: dict[str, str], notice: bytes
) -> None:
    async with FakeModel([say("Red, and green.")]) as model, session_of(home, model.base_url, **more) as session:
        await ask_and_leave(session)
        await session.until(lambda: TITLE in session.output)
        assert session.output.count(notice) == 1
        assert session.output.count(TITLE) == 1
        assert b"\x1b[23;2t" not in session.output
        session.send(BACK)
        await session.until(lambda: b"\x1b[23;2t" in session.output)
        assert session.output.count(b"\x1b[22;2t") == session.output.count(b"\x1b[23;2t") == 1
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("look.calls-back")
async def test_nothing_while_the_user_looks_and_nothing_if_turned_off(home: Path) -> None:
    async with FakeModel([say("Red, and green."), say("Blue.")]) as model:
        async with session_of(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.type("Apples and pears?")
            session.press("enter")
            await session.wait("Red, and green.")
            session.type("next")
            await session.wait("next")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
        assert b"Reply ready" not in session.output
        config = home / ".config" / "assistant-chat"
        config.mkdir(parents=True, exist_ok=True)
        (config / "config.toml").write_text('notifications = "off"\n')
        async with session_of(home, model.base_url) as session:
            await session.wait(ANSWERS)
            session.press("ctrl+u", "ctrl+k")
            session.type("And plums?")
            session.press("enter")
            session.send(AWAY)
            await session.wait("Blue\\.")
            session.send(BACK)
            await session.wait("completed")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
        assert b"Reply ready" not in session.output
