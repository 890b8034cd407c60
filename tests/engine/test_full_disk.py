"""A disk that becomes full during a run. The test opens the database of the engine itself, so that it can fill it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from app.api.errors import Unavailable
from app.api.events import MessageDelta
from app.api.requests import Page
from app.engine import open_engine
from app.engine.engine import Engine
from app.engine.opening import run_engine
from app.engine.upkeep.process_locks import ProcessLocks
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.store.database import Database
from app.store.file_contents import FileFolder
from app.store.transaction import Transaction
from tests.engine.engine_calls import read_events, thread_and_run_request
from tests.engine.event_checks import check_events
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

T = TypeVar("T")


class FullDatabase(Database):
    """A database that can be filled; `refused` is released by each write that finds no room."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.refused = asyncio.Semaphore(0)

    async def write(self, job: Callable[[Transaction], T], *, durable: bool = True) -> T:
        """Write, and release `refused` if there is no room."""
        try:
            return await super().write(job, durable=durable)
        except Unavailable:
            self.refused.release()
            raise


class SmallDisk(NamedTuple):
    """An engine on a disk that can be filled."""

    engine: Engine
    database: FullDatabase

    async def fill(self) -> None:
        """Leave no space for another page."""
        await self.database.write(lambda tx: tx.rows("pragma max_page_count = 1"))

    async def make_room(self) -> None:
        """Allow pages again."""
        await self.database.write(lambda tx: tx.rows("pragma max_page_count = 1000000"))


@asynccontextmanager
async def open_on_small_disk(settings: Settings, script: Script) -> AsyncGenerator[SmallDisk]:
    """Open an engine whose disk can be filled."""
    async with open_engine(settings, Script(), reclaims=False):
        pass  # creates the default assistant
    database, locks = FullDatabase(settings.data_dir / "chat.db"), ProcessLocks(settings.data_dir / "locks")
    try:
        contents = FileFolder(settings.data_dir / "files")
        async with run_engine(database, contents, locks, script, reclaims=True, run_ttl_s=600) as engine:
            yield SmallDisk(engine, database)
    finally:
        await asyncio.to_thread(database.close)
        locks.close()


@requirement("runs.full-disk")
@pytest.mark.parametrize("streamed", ["", "Half"])
async def test_a_run_that_meets_a_full_disk_is_retried_once_there_is_space(streamed: str, settings: Settings) -> None:
    gate = Gate()
    # Attempts that begin while the disk is full take replies, too.
    script = Script([Reply(streamed, gate, "x" * 300_000), *(Reply("The whole reply.") for _ in range(100))])
    async with open_on_small_disk(settings, script) as disk:
        run = await disk.engine.create_thread_and_run(thread_and_run_request("Hi"))
        follower = asyncio.create_task(read_events(disk.engine, run.thread_id, run.id))
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        await disk.fill()
        gate.open()
        with pytest.raises(Unavailable, match="is full"):
            await follower
        with pytest.raises(Unavailable, match="is full"):
            await disk.engine.create_thread_and_run(thread_and_run_request("y" * 300_000))
        # A status may still find room where a reply does not: the caretaker may have put the run back in the queue.
        assert (await disk.engine.get_run(run.thread_id, run.id)).status in ("in_progress", "queued")
        await disk.make_room()
        events = await read_events(disk.engine, run.thread_id, run.id)
        check_events(events)
        assert events[-1].event == "thread.run.completed"
        messages = (await disk.engine.list_messages(run.thread_id, Page(order="asc"))).data
        assert [message.text for message in messages] == ["Hi", "The whole reply."]


@requirement("runs.full-disk")
async def test_deltas_that_could_not_be_written_are_written_later(settings: Settings) -> None:
    begun, full, room = Gate(), Gate(), Gate()
    script = Script([Reply("Begun. ", begun, "x" * 300_000, full, " Once more.", room, " The end.")])
    async with open_on_small_disk(settings, script) as disk:
        run = await disk.engine.create_thread_and_run(thread_and_run_request("Hi"))
        await asyncio.wait_for(begun.reached.wait(), DEADLINE_S)
        await disk.fill()
        begun.open()
        await asyncio.wait_for(full.reached.wait(), DEADLINE_S)
        live = list[int]()
        async with asyncio.timeout(DEADLINE_S):
            async for event in disk.engine.follow(run.thread_id, run.id):
                if isinstance(event.data, MessageDelta):
                    live.append(len(event.data.delta.content))
                    if len(live) == 2:
                        break
        full.open()
        await asyncio.wait_for(room.reached.wait(), DEADLINE_S)
        disk.database.refused = asyncio.Semaphore(0)
        async with asyncio.timeout(DEADLINE_S):
            for _ in range(2):  # the first flush may have begun before the last delta arrived
                await disk.database.refused.acquire()
        await disk.make_room()
        room.open()
        events = await read_events(disk.engine, run.thread_id, run.id)
        check_events(events)
        assert events[-1].event == "thread.run.completed"
        assert len([event for event in events if isinstance(event.data, MessageDelta)]) == 4
    async with open_engine(settings, Script(), reclaims=False) as anew:
        assert await read_events(anew, run.thread_id, run.id) == events


@requirement("runs.full-disk")
async def test_a_process_that_exits_with_a_full_disk_loses_no_run(settings: Settings) -> None:
    gate = Gate()
    async with open_on_small_disk(settings, Script([Reply("Half", gate)])) as disk:
        run = await disk.engine.create_thread_and_run(thread_and_run_request("Hi"))
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        await disk.fill()
    async with open_engine(settings, Script([Reply("The whole reply.")]), reclaims=True) as engine:
        assert (await read_events(engine, run.thread_id, run.id))[-1].event == "thread.run.completed"
