"""The installed program while a list of models drips: it ends as soon as it is told to, and hangs nowhere."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import Process
from pathlib import Path

import httpx2
import pytest

from tests.cli.program import Program
from tests.fake_model import FakeModel, Head
from tests.model_cases.model_lists import JSON, STEADY
from tests.requirements import requirement

DRIPPING = [Head(200, JSON), *STEADY]
LEAVES_S = 2.0
BLOCKED = """
import asyncio, time
from app.openai_sdk.daemon_threads import use_daemon_threads

async def main() -> None:
    use_daemon_threads()
    blocked = asyncio.create_task(asyncio.to_thread(time.sleep, 60))
    print(await asyncio.to_thread(str, "worked"))
    blocked.cancel()

asyncio.run(main())
"""


async def end(process: Process, number: signal.Signals) -> float:
    """Send the signal, wait for the end of the process, and return how long that took."""
    sent_at = time.monotonic()
    process.send_signal(number)
    async with asyncio.timeout(30):
        await process.communicate()
    return time.monotonic() - sent_at


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@requirement("lists.leaving")
async def test_ask_ends(tmp_path: Path, number: signal.Signals) -> None:
    async with FakeModel(listing=DRIPPING) as server:
        async with Program(tmp_path, server.base_url).started("ask", "Hi") as process:
            await server.wait_for_listing()
            assert await end(process, number) < LEAVES_S
        assert process.returncode == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@requirement("lists.leaving")
async def test_serve_ends(tmp_path: Path, number: signal.Signals) -> None:
    async with FakeModel(listing=DRIPPING) as server:
        async with Program(tmp_path, server.base_url).started("serve", "--port", "0") as process:
            assert process.stdout
            url = (await process.stdout.readline()).decode().split()[-1]
            async with httpx2.AsyncClient(headers={"OpenAI-Beta": "assistants=v2"}) as client:
                thread = {"messages": [{"role": "user", "content": "Hi"}]}
                body = {"assistant_id": "asst_default", "thread": thread}
                assistants = (await client.get(f"{url}/assistants")).json()["data"]
                body["assistant_id"] = assistants[0]["id"]
                assert (await client.post(f"{url}/threads/runs", json=body)).status_code == 200
            await server.wait_for_listing()
            assert await end(process, number) < LEAVES_S
        assert process.returncode == 0


@requirement("lists.deadline")
async def test_ask_does_not_hang_on_a_local_server_that_trickles(tmp_path: Path) -> None:
    async with FakeModel(listing=DRIPPING) as server:
        program = Program(tmp_path)
        program.environment["OLLAMA_HOST"] = f"127.0.0.1:{server.port}"
        began_at = time.monotonic()
        ended = await program.run("ask", "Hi")
        assert time.monotonic() - began_at < 10, "20 s would be the whole list"
        assert server.listings == 1
    assert ended.code == 2
    assert "Traceback" not in ended.err


@requirement("lists.leaving")
async def test_a_thread_that_blocks_does_not_hold_up_the_end() -> None:
    began_at = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BLOCKED, cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        out, _ = await process.communicate()
    assert (process.returncode, out) == (0, b"worked\n")
    assert time.monotonic() - began_at < 20, "it blocks for a minute"
