"""A signal in any moment of the start ends a command without a trace, with a code that the README has."""

import asyncio
import signal
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from tests.cli.program import COMMAND, Program
from tests.cli.starting import until_it_handles_signals
from tests.requirements import requirement

DELAYS_S = (0.0, 0.03, 0.1, 0.2, 0.4, 0.8)
"""From the first line of ours on: imports, opening the store, the first request."""
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
IN_ORDER = {"ask": 4, "serve": 0, "--plain": 4, "threads": 4}
"""The exit code of a command that was under way."""


async def end_after(program: Program, words: list[str], delay_s: float, number: signal.Signals) -> tuple[int, bytes]:
    """Start a command, send the signal, and return its exit code and stderr."""
    stdin = DEVNULL
    if words == ["--plain"]:
        stdin = PIPE
    process = await asyncio.create_subprocess_exec(
        COMMAND, *words, cwd=program.home, env=program.environment, stdin=stdin, stdout=PIPE, stderr=PIPE
    )
    try:
        await until_it_handles_signals(process.pid)
        await asyncio.sleep(delay_s)
        process.send_signal(number)
        async with asyncio.timeout(30):
            _, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, err


@requirement("leaving.at-start")
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("words", [["ask", "Hi"], ["serve", "--port", "0"], ["--plain"]], ids=str)
async def test_a_signal_during_the_start_ends_a_command_without_a_trace(
    tmp_path: Path, words: list[str], number: signal.Signals
) -> None:
    program = Program(tmp_path, "http://127.0.0.1:9/v1")
    program.environment |= {"OPENAI_API_KEY": "x", "ASSISTANT_CHAT_MODEL": "m"}
    ended = await asyncio.gather(*(end_after(program, words, delay_s, number) for delay_s in DELAYS_S))
    for code, err in ended:
        assert code in (128 + number, IN_ORDER[words[0]], *([1] if words[0] == "ask" else [])), (code, err)
        assert b"Traceback" not in err
    assert ended[0][0] == 128 + number
