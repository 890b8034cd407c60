"""Lists and sums read nothing that is large."""

import sqlite3
from contextlib import closing

import pytest

from app.api.objects import Message, Text, TextPart, Thread
from app.api.operations.usage_sums import UsageQuery
from app.api.requests import ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from app.store import messages, threads
from app.store.database import Database
from app.store.transaction import Transaction
from tests.bench.holding import write_runs
from tests.engine.large_rows import SMALL_BYTES, refuse_large
from tests.requirements import requirement

LONG = "漢字 of a long " * SMALL_BYTES


def write(tx: Transaction) -> None:
    """Write threads that begin with long messages, and one with much reasoning."""
    for number in range(3):
        metadata = {"title": "Named"} if number else {}
        threads.insert(tx, Thread(id=f"thread_{number}", created_at=1, metadata=metadata), 1)
        message = Message(
            id=f"msg_{number}",
            created_at=1,
            thread_id=f"thread_{number}",
            status="completed",
            role="user",
            content=[TextPart(text=Text(value=f"{number} {LONG}"))],
        )
        messages.save(tx, message)
    write_runs(tx, "thread_runs", 2, SMALL_BYTES + 1, instructions="x" * SMALL_BYTES)


@requirement("bounds.no-large-reads")
async def test_the_list_of_threads_a_search_of_titles_and_sums_read_nothing_large(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(settings.data_dir / "chat.db")
    await database.write(write)
    database.close()
    refuse_large(monkeypatch)
    async with open_engine(settings, Script(), reclaims=False) as engine:
        rows = (await engine.list_threads(ThreadQuery())).data
        titles = {row.id: row.title for row in rows}
        assert titles["thread_0"].startswith("0 漢字 of a long 漢字")
        assert titles["thread_1"] == titles["thread_2"] == "Named"
        found = (await engine.list_threads(ThreadQuery(q="named"))).data
        assert {row.id for row in found} == {"thread_1", "thread_2"}
        (row,) = (await engine.usage(UsageQuery(thread_id="thread_runs"))).data
        assert row.calls == 2
        (row,) = (await engine.usage(UsageQuery(days=[0, 100]))).data
        assert row.calls == 2
        for large in ("text from messages", "data from runs", "reasoning from model_calls"):
            with (
                closing(sqlite3.connect(settings.data_dir / "chat.db")) as connection,
                pytest.raises(sqlite3.DataError, match="too big"),
            ):
                connection.execute(f"select {large}").fetchall()
