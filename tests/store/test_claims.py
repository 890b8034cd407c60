"""Only the process that claimed a run may write it, as long as its attempt is the newest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.api.objects import DEFAULT_ASSISTANT_ID, Run, Thread
from app.store import runs, threads
from app.store.database import Database
from app.store.runs import StoredRun
from app.store.transaction import Transaction
from tests.requirements import requirement

RUN_ID = "run_one"
QUEUED = StoredRun(
    run=Run(
        id=RUN_ID,
        created_at=0,
        thread_id="thread_one",
        assistant_id=DEFAULT_ASSISTANT_ID,
        status="queued",
        model="",
    ),
    expires_at=600,
    owner="first",
    endpoint=None,
)


def insert_queued(tx: Transaction) -> None:
    """Store a queued run that `first` created."""
    threads.insert(tx, Thread(id=QUEUED.run.thread_id, created_at=0), 0)
    runs.insert(tx, QUEUED)


def hand_back(tx: Transaction) -> None:
    """Remove the owner of the run after its first attempt."""
    runs.save(tx, replace(QUEUED, owner=None, attempt=1))


@pytest.fixture
def database(data_dir: Path) -> Iterator[Database]:
    """A new database."""
    opened = Database(data_dir / "chat.db")
    yield opened
    opened.close()


@requirement("runs.one-attempt-writes")
async def test_a_run_with_an_owner_cannot_be_claimed_by_another(database: Database) -> None:
    await database.write(insert_queued)
    assert not await database.write(lambda tx: runs.claim(tx, RUN_ID, "second"))
    assert await database.write(lambda tx: runs.claim(tx, RUN_ID, "first"))


@requirement("runs.one-attempt-writes")
async def test_of_two_claims_on_a_run_without_an_owner_one_succeeds(database: Database) -> None:
    await database.write(insert_queued)
    await database.write(hand_back)
    assert await database.write(lambda tx: runs.claim(tx, RUN_ID, "second"))
    assert not await database.write(lambda tx: runs.claim(tx, RUN_ID, "third"))


@requirement("runs.one-attempt-writes")
async def test_an_attempt_that_lost_its_run_can_no_longer_write(database: Database) -> None:
    await database.write(insert_queued)
    await database.write(lambda tx: runs.claim(tx, RUN_ID, "first"))
    assert await database.write(lambda tx: runs.fence(tx, RUN_ID, 1, ["queued"], 1))
    await database.write(hand_back)
    await database.write(lambda tx: runs.claim(tx, RUN_ID, "second"))
    assert not await database.write(lambda tx: runs.fence(tx, RUN_ID, 1, ["queued"], 2))
    assert await database.write(lambda tx: runs.fence(tx, RUN_ID, 2, ["queued"], 2))
