"""The caretaker acts on rows that may be outdated; it never takes a run from an attempt in its own process."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.engine.running.change_signal import ChangeSignal
from app.engine.running.runner import Runner
from app.engine.running.this_process import ThisProcess
from app.engine.upkeep.caretaker import Caretaker
from app.engine.upkeep.left_files import LeftFiles
from app.engine.upkeep.process_locks import ProcessLocks
from app.models.script import Gate, Reply, Script
from app.store import runs
from app.store.database import Database
from app.store.file_contents import FileFolder
from app.store.transaction import Transaction
from tests.engine.engine_calls import OpenEngine, thread_and_run_request
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

T = TypeVar("T")


class SlowDatabase(Database):
    """A database whose reads wait until the test allows the next one; `reads` is released when one begins."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.reads = asyncio.Semaphore(0)
        self.allowed = asyncio.Semaphore(0)

    async def read(self, job: Callable[[Transaction], T]) -> T:
        self.reads.release()
        await self.allowed.acquire()
        return await super().read(job)


@requirement("runs.rivals")
async def test_a_run_claimed_while_its_row_is_read_stays_with_its_attempt(opened: OpenEngine, data_dir: Path) -> None:
    async with opened(Script([Reply(Gate())]), reclaims=False) as (engine, script):
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        await script.wait_for_request()
    # The engine released the run. It is claimed anew after the caretaker listed the runs of this process and before
    # the caretaker reads the row.
    gate = Gate()
    script = Script([Reply("Whole.", gate)])
    path, locks, signal = data_dir / "chat.db", ProcessLocks(data_dir / "locks"), ChangeSignal()
    database, slow = Database(path), SlowDatabase(path)
    contents = FileFolder(data_dir / "files")
    runner = Runner(database, contents, locks.owner, script, signal)
    this_process = ThisProcess(database, script, locks.owner, reclaims=False)
    left_files = LeftFiles(slow, contents, locks)
    caretaker = Caretaker(slow, locks, this_process, runner, signal, left_files)
    caretaker.start()
    try:
        async with asyncio.timeout(DEADLINE_S):
            await slow.reads.acquire()
            runner.start(run.id)
            await gate.reached.wait()
            slow.allowed.release()
            caretaker.look_now()
            await slow.reads.acquire()  # the first scan is over
        stored = await database.read(lambda tx: runs.get_stored(tx, run.id))
    finally:
        await caretaker.stop()
        gate.open()
        await runner.close()
        for one in (database, slow):
            await asyncio.to_thread(one.close)
        locks.close()
    assert stored
    assert (stored.run.status, stored.owner, stored.deaths) == ("in_progress", locks.owner, 0)
