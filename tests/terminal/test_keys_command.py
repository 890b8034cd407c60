"""`assistant-chat keys` in a real pseudo-terminal, with the encodings that terminals have."""

import json
import signal
from pathlib import Path

import pytest

from app.tui.keys.table import COMMANDS
from tests.cli.program import Program
from tests.requirements import requirement
from tests.terminal.program import COMMAND, environment
from tests.terminal.pty_session import PtySession

ENCODINGS: dict[str, tuple[dict[str, str], bytes, bytes]] = {
    "kitty": ({}, b"\x1b[110;5u", b"\x1b[13;2u"),
    "xterm": ({}, b"\x0e", b"\x1b[27;2;13~"),
    "tmux": ({"TMUX": "/tmp/tmux-0/default,1,0"}, b"\x0e", b"\x1b[27;2;13~"),
}
"""What the environment adds, and Ctrl+N and Shift+Enter as the terminal sends them."""


def keys(home: Path, **more: str) -> PtySession:
    return PtySession([str(COMMAND), "keys"], environment(home, **more), home, columns=140)


@requirement("commands.keys")
@pytest.mark.parametrize("name", ENCODINGS)
async def test_each_key_shows_its_bytes_its_name_and_its_command(home: Path, name: str) -> None:
    more, control_n, shift_enter = ENCODINGS[name]
    async with keys(home, **more) as session:
        await session.wait("Press a key")
        session.send(control_n)
        await session.wait(r"ctrl\+n +Everywhere: New conversation \(threads\.new\)")
        session.send(shift_enter)
        await session.wait(r"In the message box: New line \(input\.newline\)")
        assert shift_enter.decode().replace("\x1b", "\\x1b") in session.text()
        session.send(b"\x1b")
        await session.wait(r"^\\x1b +escape +Everywhere")
        session.type("k")
        await session.wait(r"k +In the message box: text")
        await session.wait(r"In the conversation list: Up \(threads\.up\)")
        session.send(b"\x1b[99;99;99x")
        await session.wait("no key")
        session.paste("one\ntwo")
        await session.wait("paste +In the message box: a text of 7 characters")
        assert await session.leave("q") == (0, [])


@requirement("commands.keys")
async def test_control_c_ends_and_the_users_keys_are_used(home: Path) -> None:
    config = home / ".config" / "assistant-chat"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[keymap]\n"threads.new" = "f3"\n')
    async with keys(home) as session:
        await session.wait("Press a key")
        session.send(b"\x1bOR")
        await session.wait(r"f3 +Everywhere: New conversation")
        session.press("ctrl+n")
        await session.wait(r"ctrl\+n +no command")
        assert await session.leave("ctrl+c") == (0, [])


@requirement("commands.keys")
async def test_a_signal_puts_the_terminal_back(home: Path) -> None:
    async with keys(home) as session:
        await session.wait("Press a key")
        session.signal(signal.SIGTERM)
        assert await session.departed() == (128 + signal.SIGTERM, [])


@requirement("commands.keys-json")
async def test_the_keys_as_json_need_no_terminal(tmp_path: Path) -> None:
    program = Program(tmp_path)
    ended = await program.run("keys", "--json")
    assert ended.code == 0
    found = {one["id"]: one for one in map(json.loads, ended.out.splitlines())}
    assert found["threads.new"] == {
        "id": "threads.new",
        "where": "Everywhere",
        "keys": ["ctrl+n"],
        "typed": "/new",
        "description": "New conversation",
    }
    assert {
        one.id for one in COMMANDS if one.place in ("app", "chat", "box", "list", "history", "text", "long text")
    } == set(found)
    without = await program.run("keys", stdin=b"")
    assert (without.code, without.out) == (2, "")
    assert "needs one on stdin and stdout" in without.err
