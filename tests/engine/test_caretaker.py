"""The caretaker reads rows that may be old by the time it acts: what is driven here is never taken away from itself."""

import asyncio
from pathlib import Path

from app.engine.rules.run_states import move
from app.engine.upkeep.caretaker import Caretaker
from app.engine.upkeep.process_locks import ProcessLocks
from app.models.script import Gate, Reply, Script
from app.store import runs
from app.store.database import Database
from app.store.transaction import Transaction
from tests.engine.asking import Opens, request_to
from tests.engine.other_process import DEADLINE
from tests.requirements import requirement


@requirement("runs.rivals")
async def test_a_run_claimed_while_its_row_is_read(opened: Opens, data_dir: Path) -> None:
    gate = Gate()
    async with opened(Script([Reply(gate)]), reclaims=False) as (engine, _):
        run = await engine.create_thread_and_run(request_to("Hi"))
        await gate.reached.wait()
    # The engine handed it back. Here it is claimed between the two looks at what is driven.
    database, locks = Database(data_dir / "chat.db"), ProcessLocks(data_dir / "locks")
    looks = asyncio.Semaphore(0)
    driven: list[set[str]] = [set()]

    def under_way() -> set[str]:
        looks.release()
        return driven.pop() if driven else {run.id}

    def fail(run_id: str) -> None:
        raise AssertionError(f"{run_id} is driven already")

    async def endpoint() -> None:
        upkeep.endpoint = "script:"

    upkeep = Caretaker(database, locks, reclaims=False, drive=fail, driven=under_way, check=lambda _, __: None)

    def claim(tx: Transaction) -> None:
        assert runs.claim(tx, run.id, locks.owner)
        stored = runs.get_stored(tx, run.id)
        assert stored
        claimed = move(stored.run, "in_progress", 1)
        runs.save(tx, claimed, owner=locks.owner, attempt=stored.attempt, deaths=0, number=stored.number)

    await database.write(claim)
    caretaker = asyncio.create_task(upkeep.run(endpoint))
    try:
        async with asyncio.timeout(DEADLINE):
            for _ in range(4):  # the look itself, its rows, the rest after it, the next look
                await looks.acquire()
    finally:
        caretaker.cancel()
        await asyncio.wait([caretaker])
    stored = await database.read(lambda tx: runs.get_stored(tx, run.id))
    await asyncio.to_thread(database.close)
    locks.close()
    assert stored
    assert (stored.run.status, stored.owner, stored.deaths) == ("in_progress", locks.owner, 0)
