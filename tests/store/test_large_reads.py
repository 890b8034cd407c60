"""Large objects are read one after another, and beside all other reads."""

import asyncio
import threading
from pathlib import Path

import pytest

from app.store.database import Database
from app.store.transaction import Transaction
from tests.requirements import requirement

MANY = 8
SOON_S = 20


@pytest.mark.asyncio
@requirement("bounds.large-reads")
async def test_reads_of_large_objects_hold_up_no_other_and_come_one_by_one(tmp_path: Path) -> None:
    database = Database(tmp_path / "chat.db")
    goes_on = threading.Event()
    reading: list[int] = []

    def read_large(number: int, tx: Transaction) -> str:
        size = 5 * 2**20
        text = tx.rows_up_to(1, "select hex(zeroblob(?))", size // 2).rows[0][0]
        assert len(text) == size
        reading.append(number)
        assert goes_on.wait(SOON_S)
        return text

    try:
        large = [
            asyncio.create_task(database.read(lambda tx, number=number: read_large(number, tx)))
            for number in range(MANY)
        ]
        async with asyncio.timeout(SOON_S):
            while not reading:
                await database.read(lambda tx: tx.rows("select 1"))
            for _ in range(MANY):
                assert await database.read(lambda tx: tx.rows("select 1")) == [(1,)]
        assert len(reading) == 1
        goes_on.set()
        await asyncio.gather(*large)
        assert sorted(reading) == list(range(MANY))
    finally:
        goes_on.set()
        database.close()
