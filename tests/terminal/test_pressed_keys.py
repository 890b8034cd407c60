"""`/keys` in the installed program: each key shows its bytes and acts nowhere."""

from pathlib import Path

from tests.requirements import requirement
from tests.terminal.program import COMMAND, READY, environment
from tests.terminal.pty_session import PtySession


@requirement("dialogs.pressed-keys")
async def test_each_key_shows_what_was_sent_and_none_acts(home: Path) -> None:
    settings = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "x", "ASSISTANT_CHAT_MODEL": "none"}
    async with PtySession([str(COMMAND)], environment(home, **settings), home, columns=120) as session:
        await session.wait(READY)
        session.type("/keys")
        await session.wait("/keys")
        session.press("enter")
        await session.wait("What this terminal sends")
        session.send(b"\x0e")
        await session.wait(r"\\x0e +ctrl\+n +Everywhere: New conversation")
        session.send(b"\x11")  # it quits elsewhere
        await session.wait(r"\\x11 +ctrl\+q +Everywhere: Quit")
        session.send(b"\x1b[13;2u")
        await session.wait(r"\\x1b\[13;2u +shift\+enter +In the message box: New line")
        session.paste("one\ntwo")
        await session.wait("paste +In the message box: a text of 7 characters")
        session.send(b"\x1b")
        await session.wait(r"\\x1b +escape ")
        session.type("k")
        await session.wait("k +In the message box: text")
        session.send(b"\x1b")
        await session.wait(r"(?s)k +In the message box: text.*\\x1b +escape ")
        session.send(b"\x1b")
        await session.wait_gone("What this terminal sends")
        session.type("after it")
        await session.wait("after it")
        assert await session.leave("ctrl+q") == (0, [])
