"""A run's owner is stopped (SIGSTOP): the server next to it cancels the run and deletes the thread all the same."""

import asyncio
import signal
import time
from pathlib import Path

import httpx2
import pytest

from tests.cli.program import Program
from tests.fake_model import FakeModel, hang
from tests.requirements import requirement

LIMIT_S = 10
OVER = {"cancelled", "completed", "failed", "expired", "incomplete"}


@pytest.mark.parametrize("action", ["cancel", "delete"])
@requirement("dead.stopped-owner")
async def test_a_server_ends_the_run_of_a_stopped_ask(tmp_path: Path, action: str) -> None:
    async with FakeModel([hang("Half of it")]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as server, program.started("ask", "First") as owner:
            assert server.stdout is not None
            assert owner.stdout is not None
            served = (await server.stdout.readline()).decode().split()[-1]
            async with asyncio.timeout(30):
                assert await owner.stdout.readexactly(10) == b"Half of it"
            owner.send_signal(signal.SIGSTOP)
            async with httpx2.AsyncClient(base_url=served, headers={"OpenAI-Beta": "assistants=v2"}) as http:
                [thread] = (await http.get("/threads")).json()["data"]
                path = f"/threads/{thread['id']}"
                [run] = (await http.get(f"{path}/runs")).json()["data"]
                began = time.monotonic()
                if action == "delete":
                    assert (await http.delete(path)).json()["deleted"] is True
                else:
                    cancelled = await http.post(f"{path}/runs/{run['id']}/cancel")
                    assert cancelled.json()["status"] == "cancelling"
                    # As programs of this API poll.
                    while (status := (await http.get(f"{path}/runs/{run['id']}")).json()["status"]) not in OVER:  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
                    assert status == "cancelled"
                assert time.monotonic() - began < LIMIT_S
                before = (await http.get(f"{path}/messages")).text
                owner.send_signal(signal.SIGCONT)
                async with asyncio.timeout(30):
                    assert await owner.wait() in (1, 4)
                assert (await http.get(f"{path}/messages")).text == before
