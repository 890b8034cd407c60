"""What a kill leaves, seen by the next command: real processes, SIGKILL and SIGSTOP."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from contextlib import aclosing
from pathlib import Path

from app.api.requests import Page, ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.cli.listed import listed_ids
from tests.cli.program import Program
from tests.fake_model import FakeModel, hang, say
from tests.requirements import requirement

HALF = "Half of it"


async def wait_for_half(process: Process) -> None:
    """Wait until a command has printed the first half of its reply."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert await process.stdout.readexactly(len(HALF)) == HALF.encode()


async def stored_half(program: Program) -> str:
    """Wait until the first half of the reply is on disk, where this process can see it; return its thread."""
    folder = program.home / ".local" / "share" / "assistant-chat"
    settings = Settings(data_dir=folder, config_dir=program.home / ".config")
    async with asyncio.timeout(30), open_engine(settings, Script(), reclaims=False) as engine:
        [thread] = (await engine.list_threads(ThreadQuery())).data
        [run] = (await engine.list_runs(thread.id, Page())).data
        async with aclosing(engine.follow(thread.id, run.id)) as events:
            async for event in events:
                if event.event == "thread.message.delta":
                    break
    return thread.id


async def kill_an_ask(program: Program) -> str:
    """Kill an `ask` in mid-reply; return its thread."""
    async with program.started("ask", "First") as process:
        await wait_for_half(process)
        thread_id = await stored_half(program)
        process.kill()
    return thread_id


@requirement("dead.next-ask-unlocks")
async def test_the_next_ask_cancels_what_a_kill_left_and_says_so(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF), say("The answer.")]) as model:
        program = Program(tmp_path, model.base_url)
        thread_id = await kill_an_ask(program)
        ended = await program.run("ask", "--thread", thread_id, "Second")
        assert (ended.code, ended.out) == (0, "The answer.\n")
        assert "was left by a program that has ended. It was cancelled" in ended.err
        runs = (await program.run("runs", thread_id)).out.splitlines()
        assert [line.split()[3] for line in runs[1:]] == ["completed", "cancelled"]
        assert HALF in (await program.run("--plain", thread_id, stdin=b"")).out


@requirement("dead.next-ask-unlocks")
async def test_plain_goes_on_in_a_thread_that_a_kill_left(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF), say("The answer.")]) as model:
        program = Program(tmp_path, model.base_url)
        thread_id = await kill_an_ask(program)
        opened = await program.run("--plain", thread_id, stdin=b"")
        assert opened.out == f"You: First\nAssistant: {HALF}\n"
        assert "was left by a program that has ended. It was cancelled; what it had written is kept." in opened.err
        ended = await program.run("--plain", thread_id, stdin=b"Second\n")
        assert ended.code == 0
        assert ended.out == f"You: First\nAssistant: {HALF}\nThe answer.\n"
        assert "was left" not in ended.err


@requirement("dead.next-ask-unlocks")
async def test_open_in_plain_says_what_a_kill_left_and_the_conversation_goes_on(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF), say("The answer.")]) as model:
        program = Program(tmp_path, model.base_url)
        thread_id = await kill_an_ask(program)
        ended = await program.run("--plain", stdin=f"/open {thread_id}\nSecond\n".encode())
        assert (ended.code, ended.out) == (0, f"You: First\nAssistant: {HALF}\nThe answer.\n")
        assert (
            ended.err.count("was left by a program that has ended. It was cancelled; what it had written is kept.") == 1
        )


@requirement("dead.living-owner", "dead.runs-cancel")
async def test_a_living_ask_is_left_alone_until_it_is_cancelled(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF), say("The answer.")]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("ask", "First") as process:
            await wait_for_half(process)
            thread_id = listed_ids((await program.run("threads")).out)[0]
            opened = await program.run("--plain", thread_id, stdin=b"")
            assert (
                f"is still active. Wait for it, or cancel it with: assistant-chat runs cancel {thread_id}" in opened.err
            )
            refused = await program.run("ask", "--thread", thread_id, "Second")
            assert (refused.code, refused.out) == (2, "")
            assert f"assistant-chat runs cancel {thread_id}" in refused.err
            assert process.returncode is None
            cancelled = await program.run("runs", "cancel", thread_id)
            assert cancelled.code == 0
            assert cancelled.out.endswith(" was cancelled.\n")
            async with asyncio.timeout(30):
                await process.wait()
            assert process.returncode == 4
        again = await program.run("runs", "cancel", thread_id)
        assert (again.code, again.out) == (0, f"No run of {thread_id} is active.\n")
        assert (await program.run("ask", "--thread", thread_id, "Second")).out == "The answer.\n"
    assert (await program.run("runs", "cancel", "thread_unknown")).code == 2


@requirement("dead.runs-cancel")
async def test_runs_cancel_ends_what_a_kill_left(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF)]) as model:
        program = Program(tmp_path, model.base_url)
        thread_id = await kill_an_ask(program)
        ended = await program.run("runs", "cancel", thread_id)
        assert (ended.code, ended.out.split()[-2:]) == (0, ["was", "cancelled."])
        assert " cancelled " in (await program.run("runs", thread_id)).out


@requirement("dead.stopped-owner", "dead.runs-cancel")
async def test_runs_cancel_does_not_wait_for_a_stopped_ask(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF)]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("ask", "First") as process:
            await wait_for_half(process)
            thread_id = listed_ids((await program.run("threads")).out)[0]
            process.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            ended = await program.run("runs", "cancel", thread_id)
            assert time.monotonic() - began < 10
            assert (ended.code, ended.out.split()[-2:]) == (0, ["was", "cancelled."])
            before = (await program.run("runs", thread_id, "--json")).out
            process.send_signal(signal.SIGCONT)
            async with asyncio.timeout(30):
                assert await process.wait() == 4
        assert (await program.run("runs", thread_id, "--json")).out == before


@requirement("dead.runs-cancel")
async def test_runs_cancel_through_a_server(tmp_path: Path) -> None:
    async with FakeModel([hang(HALF)]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as server:
            assert server.stdout is not None
            url = (await server.stdout.readline()).decode().split()[-1]
            async with program.started("ask", "--server", url, "First") as process:
                await wait_for_half(process)
                thread_id = listed_ids((await program.run("threads", "--server", url)).out)[0]
                ended = await program.run("runs", "cancel", thread_id, "--server", url)
                assert (ended.code, ended.out.split()[-2:]) == (0, ["was", "cancelled."])
                async with asyncio.timeout(30):
                    assert await process.wait() == 4
