"""A flood does not fill memory or disk, and what an older version stored of one does not stop a start."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import closing

import pytest

from app.api.requests import CreateMessage, CreateThread, Page
from app.models.model import CallPiece, Finished, ModelRequest, Piece, ReasoningPiece, TextPiece
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.behaviour.run_requests import TOOLS, run_request
from tests.engine.engine_calls import OpenEngine, list_texts, read_events, run_to_end, thread_and_run_request
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

HUGE_BYTES = 160 * 10**6


@requirement("runs.old-floods")
async def test_a_folder_with_a_flood_of_an_older_version_is_opened_in_little_memory(
    settings: Settings, opened: OpenEngine
) -> None:
    gate = Gate()
    async with opened(Script([Reply("The flood.")])) as (engine, _):
        thread = await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hi")]))
        run = await engine.create_run(thread.id, run_request())
        await read_events(engine, thread.id, run.id)
    async with opened(Script([Reply("Half", gate)])) as (engine, _):
        half = await engine.create_run(thread.id, run_request())
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
    with closing(sqlite3.connect(settings.data_dir / "chat.db", isolation_level=None)) as database:
        text = f"hex(zeroblob({HUGE_BYTES // 2}))"
        database.execute("insert into message_search(message_search) values('delete-all')")
        database.execute(f"update messages set text = {text} where text = 'The flood.'")
        row = f"insert into events(run_id, number, event, data) select ?, 20000001, '', {text}"
        database.execute(row, [half.id])
        database.execute(f"update events set data = {text} where event = 'thread.message.completed'")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.engine.old_folder", str(settings.data_dir), thread.id, half.id,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(2 * DEADLINE_S):
        printed, _ = await process.communicate()
    grown, last, chars, end = printed.decode().split()
    assert last == "thread.run.completed"
    assert int(grown) < 100
    assert (int(chars), end) == (2, "Hi")
    async with opened() as (engine, _):
        page = await engine.list_messages(thread.id, Page(order="asc"))
        assert page.has_more
        found = [*page.data]
        while page.has_more:
            page = await engine.list_messages(thread.id, Page(order="asc", after=page.last_id))
            found += page.data
        shown = [(message.role, message.text) for message in found]
    assert [role for role, _ in shown] == ["user", "assistant", "assistant"]
    assert len(shown[1][1]) < HUGE_BYTES // 10
    assert shown[1][1].endswith("[Only the beginning of this message is shown: it has 160 MB.]")
    assert shown[2][1] == "Done."


@requirement("runs.floods")
@pytest.mark.parametrize("kind", [TextPiece, ReasoningPiece])
async def test_a_flood_of_single_characters_becomes_few_events_and_little_disk(
    kind: type[TextPiece | ReasoningPiece], settings: Settings, opened: OpenEngine
) -> None:
    count = 500_000

    async def flood(_request: ModelRequest) -> AsyncGenerator[Piece]:
        for number in range(count):
            yield kind("x")
            if number % 100 == 0:
                await asyncio.sleep(0)
        yield TextPiece("End.")
        yield Finished("stop")

    async with opened(Script(play=flood)) as (engine, _):
        run, events = await run_to_end(engine, run_request())
        assert run.status == "completed"
        (_, _, text) = (await list_texts(engine, run.thread_id))[1]
    assert text == "x" * count * (kind is TextPiece) + "End."
    assert len(events) < 5_000
    size = sum(path.stat().st_size for path in settings.data_dir.iterdir() if path.is_file())
    assert size < 20 * count


@requirement("runs.floods")
@pytest.mark.parametrize("count", [1, 1023, 1024, 1025, 2047])
async def test_any_number_of_pieces_that_wait_together_is_kept_whole(count: int, opened: OpenEngine) -> None:
    script = Script([Reply(*["x"] * count)])
    async with opened(script) as (engine, _):
        run, _ = await run_to_end(engine, run_request())
        (_, _, text) = (await list_texts(engine, run.thread_id))[1]
    assert text == "x" * count


@requirement("runs.floods")
async def test_arguments_in_single_characters_take_linear_time(opened: OpenEngine) -> None:
    async def flood(_request: ModelRequest) -> AsyncGenerator[Piece]:
        yield CallPiece(0, "look")
        for _ in range(300_000):
            yield CallPiece(0, "", "1")
        yield Finished("stop")

    async with opened(Script(play=flood)) as (engine, _), asyncio.timeout(DEADLINE_S):
        thread = await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hi")]))
        run = await engine.create_run(thread.id, run_request(tools=TOOLS))
        async for event in engine.follow(thread.id, run.id):
            if event.event == "thread.run.requires_action":
                break
        action = (await engine.get_run(thread.id, run.id)).required_action
    assert action is not None
    assert action.submit_tool_outputs.tool_calls[0].function.arguments == "1" * 300_000


@requirement("runs.floods")
async def test_a_cancel_during_a_flood_is_done_within_two_seconds(opened: OpenEngine) -> None:
    async def flood(_request: ModelRequest) -> AsyncGenerator[Piece]:
        for _ in range(10_000):
            yield TextPiece("x" * 4096)
            await asyncio.sleep(0)
        await asyncio.sleep(DEADLINE_S)

    async with opened(Script(play=flood)) as (engine, _):
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        async for event in engine.follow(run.thread_id, run.id):
            if event.event == "thread.message.delta":
                break
        begun = time.monotonic()
        await engine.cancel_run(run.thread_id, run.id)
        events = await read_events(engine, run.thread_id, run.id)
        assert time.monotonic() - begun < 2
    assert events[-1].event == "thread.run.cancelled"
