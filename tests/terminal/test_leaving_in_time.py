"""The terminal app ends within two seconds of a key or a signal, whatever a stream or a name server does."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.cli.slow_server import block_names, slow_server
from tests.requirements import requirement
from tests.terminal.program import COMMAND, READY, environment
from tests.terminal.pty_session import Departure, PtySession

LIMIT_S = 2.0
BUSY_S = 0.5
"""What a machine that is busy with other tests may add."""


async def leave(session: PtySession, number: signal.Signals | None) -> None:
    """Leave by the signal, or by Ctrl+Q, and check code, terminal and time."""
    began, code = time.monotonic(), 0
    if number is None:
        session.press("ctrl+q")
    else:
        session.signal(number)
        code = 128 + number
    assert await session.departed() == Departure(code=code, left_on=[])
    assert time.monotonic() - began < LIMIT_S + BUSY_S


@requirement("input.quits-in-time", "input.signals-in-time")
@pytest.mark.parametrize(("case", "number"), [("flood", None), ("flood", signal.SIGTERM), ("stream of comments", None)])
async def test_a_stream_without_end_holds_up_nothing(home: Path, case: str, number: signal.Signals | None) -> None:
    async with slow_server(case) as (url, asked):
        env = environment(home, OPENAI_BASE_URL=url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL="m")
        async with PtySession([str(COMMAND)], env, home) as session:
            await session.wait("· m")
            session.type("Hi")
            session.press("enter")
            async with asyncio.timeout(30):
                await asked.wait()
            if case == "flood":
                await session.wait("word word word")
                await session.watch(2)  # the longer the reply, the longer the event loop is busy with a frame
            await leave(session, number)


@requirement("input.quits-in-time")
async def test_a_name_server_that_does_not_answer_holds_up_nothing(home: Path) -> None:
    marker = block_names(home / "names")
    env = environment(
        home, OPENAI_BASE_URL="http://slow.example:1/v1", OPENAI_API_KEY="x", PYTHONPATH=str(marker.parent)
    )
    async with PtySession([str(COMMAND)], env, home) as session:
        await session.wait(READY)
        assert await session.until(marker.exists) is not None or marker.exists()
        await leave(session, None)


@requirement("input.quits-in-time")
async def test_services_of_this_machine_that_drip_hold_up_nothing(home: Path) -> None:
    async with slow_server("dripping list") as (url, asked):
        env = environment(home, OLLAMA_HOST=url.removesuffix("/v1"))
        async with PtySession([str(COMMAND)], env, home) as session:
            async with asyncio.timeout(30):
                await asked.wait()
            await leave(session, None)
