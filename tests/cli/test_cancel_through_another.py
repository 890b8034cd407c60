"""`runs cancel` where the run's process is stopped or dead: beside it, and through a server on the same data folder."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from pathlib import Path

import httpx2

from tests.cli.listed import listed_ids
from tests.cli.program import Program, url_of
from tests.fake_model import FakeModel, calls, hang, say
from tests.requirements import requirement

LIMIT_S = 10
HALF = "Half of it"


async def wait_for_half(process: Process) -> None:
    """Wait until an `ask` has printed the first half of its reply."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert await process.stdout.readexactly(len(HALF)) == HALF.encode()


async def cancel(program: Program, *words: str) -> None:
    """Cancel a run with the command, within the limit."""
    began = time.monotonic()
    ended = await program.run("runs", "cancel", *words)
    assert time.monotonic() - began < LIMIT_S
    assert (ended.code, ended.out.split()[-2:]) == (0, ["was", "cancelled."])


@requirement("dead.stopped-owner", "dead.runs-cancel")
async def test_a_server_cancels_for_runs_cancel_what_a_stopped_ask_owns(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF)]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as server, program.started("ask", "First") as owner:
            url = await url_of(server)
            await wait_for_half(owner)
            thread_id = listed_ids((await program.run("threads", "--server", url)).out)[0]
            owner.send_signal(signal.SIGSTOP)
            await cancel(program, thread_id, "--server", url)
            before = (await program.run("runs", thread_id, "--json")).out
            owner.send_signal(signal.SIGCONT)
            async with asyncio.timeout(30):
                assert await owner.wait() == 4
            assert (await program.run("runs", thread_id, "--json")).out == before


@requirement("dead.stopped-owner", "dead.runs-cancel")
async def test_a_stopped_server_holds_no_thread_of_its_data_folder(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF), say("Next.")]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as server:
            url = await url_of(server)
            async with program.started("ask", "--server", url, "First") as client:
                await wait_for_half(client)
                thread_id = listed_ids((await program.run("threads")).out)[0]
                server.send_signal(signal.SIGSTOP)
                await cancel(program, thread_id)
                before = (await program.run("runs", thread_id, "--json")).out
                server.send_signal(signal.SIGCONT)
                async with asyncio.timeout(30):
                    assert await client.wait() == 4  # it followed the run to its end
            assert (await program.run("runs", thread_id, "--json")).out == before
            assert (await program.run("ask", "--server", url, "--thread", thread_id, "Second")).out == "Next.\n"


@requirement("dead.no-outputs", "dead.runs-cancel")
async def test_runs_cancel_frees_a_thread_whose_outputs_never_come(tmp_path: Path) -> None:
    request = {
        "assistant_id": "asst_default00000000000000000",
        "thread": {"messages": [{"role": "user", "content": "Look"}]},
        "tools": [{"type": "function", "function": {"name": "look"}}],
        "stream": True,
    }
    look = calls(("look", {}))
    async with FakeModel([look, look, say("Next.")]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as server:
            url = await url_of(server)
            async with httpx2.AsyncClient(base_url=url, headers={"OpenAI-Beta": "assistants=v2"}, timeout=30) as http:
                for _ in range(2):
                    assert "thread.run.requires_action" in (await http.post("/threads/runs", json=request)).text
            through, beside = listed_ids((await program.run("threads")).out)
            await cancel(program, through, "--server", url)
            server.kill()
            await server.wait()
        await cancel(program, beside)
        assert (await program.run("ask", "--thread", beside, "Second")).out == "Next.\n"
