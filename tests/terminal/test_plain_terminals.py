"""Terminals without escape sequences (TERM=dumb) and users without colours (NO_COLOR)."""

import asyncio
import os
import pty
import re
from pathlib import Path

import pytest

from tests.fake_model import DONE, FakeModel, event, raw, say
from tests.requirements import requirement
from tests.terminal.program import CLOSED_PORT, COMMAND, environment

COLOUR = re.compile(rb"\x1b\[(?:\d*;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;m]|:)")
"""SGR codes that set a foreground or a background."""


async def output_of(words: list[str], env: dict[str, str], folder: Path, typed: bytes = b"") -> bytes:
    """Run a command to its end in a terminal and return the bytes it wrote."""
    master, slave = pty.openpty()
    output, ended = bytearray(), asyncio.Event()

    def read() -> None:
        try:
            data = os.read(master, 65_536)
        except OSError:  # the last writer is gone
            data = b""
        output.extend(data)
        if not data:
            asyncio.get_running_loop().remove_reader(master)
            ended.set()

    process = await asyncio.create_subprocess_exec(
        COMMAND, *words, cwd=folder, env=env, stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    os.write(master, typed)
    asyncio.get_running_loop().add_reader(master, read)
    async with asyncio.timeout(60):
        await process.wait()
        await ended.wait()
    os.close(master)
    return bytes(output)


@pytest.mark.parametrize("variable", ["TERM=dumb", "NO_COLOR=1"])
@requirement("cli.dumb-terminal")
async def test_ask_writes_no_colour_and_on_a_dumb_terminal_no_escape(home: Path, variable: str) -> None:
    async with FakeModel([say("The ", "answer.")]) as model:
        name, value = variable.split("=")
        env = environment(home, OPENAI_BASE_URL=model.base_url, **{name: value})
        output = await output_of(["ask", "Hi"], env, home)
    assert b"The answer." in output
    assert COLOUR.search(output) is None
    if name == "TERM":
        assert b"\x1b" not in output


@pytest.mark.parametrize("variable", ["TERM=dumb", "NO_COLOR=1"])
@requirement("cli.dumb-terminal")
async def test_plain_and_a_pull_write_no_colour_and_on_a_dumb_terminal_no_escape(home: Path, variable: str) -> None:
    name, value = variable.split("=")
    async with FakeModel([say("The ", "answer.")]) as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, HTTPS_PROXY=f"127.0.0.1:{CLOSED_PORT}", **{name: value})
        spoken = await output_of(["--plain"], env, home, b"Hi\n\x04")
    # pip tries five times more, and rests 8 s between them.
    env |= {"https_proxy": env["HTTPS_PROXY"], "PIP_RETRIES": "0"}
    pulled = await output_of(["model", "pull"], env, home)
    assert b"The answer." in spoken
    for output in (spoken, pulled):
        assert COLOUR.search(output) is None
        assert b"Errno" not in output
        if name == "TERM":
            assert b"\x1b" not in output


@requirement("cli.dumb-terminal")
async def test_reasoning_is_not_dim_on_a_dumb_terminal(home: Path) -> None:
    thought = event({"reasoning_content": "I think."})
    async with FakeModel([raw(thought, event({"content": "The answer."}), event({}, "stop"), DONE)]) as model:
        env = environment(home, OPENAI_BASE_URL=model.base_url, TERM="dumb")
        output = await output_of(["ask", "--reasoning", "Hi"], env, home)
    assert b"I think." in output
    assert b"\x1b" not in output


@requirement("cli.dumb-terminal")
async def test_the_terminal_app_says_what_to_use_on_a_dumb_terminal(home: Path) -> None:
    output = await output_of([], environment(home, TERM="dumb"), home)
    assert b"assistant-chat --plain" in output
    assert b"\x1b" not in output
