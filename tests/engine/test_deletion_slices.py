"""A long thread is gone for readers at once, and deleted in slices between which others write."""

import asyncio
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial

import pytest

from app.api.errors import NotFound
from app.api.requests import CreateThread, Page, ThreadQuery
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.script import Script
from app.settings import Settings
from tests.bench.homes import fill
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

MESSAGES, MAX_SLICE = 2_000, 260
TABLES = ("messages", "runs", "message_search_docsize")

slices: list[int] = []
"""How many messages and runs each transaction deleted."""


class Watched(sqlite3.Connection):
    """A connection that notes what its transactions delete."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportArgumentType] - passed on as they came
        self._deleted = set[str]()
        self.set_trace_callback(self._see)

    def _see(self, sql: str) -> None:
        if sql.startswith("begin"):
            self._deleted.clear()
        elif sql.startswith(("delete from messages", "delete from runs")):
            self._deleted.add(sql)  # once: it is seen again for each trigger
        elif sql == "commit" and self._deleted:
            slices.append(len(self._deleted))


def count_rows(settings: Settings) -> int:
    """Count what the tables have, and the index."""
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as connection:
        return sum(connection.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 - rows in a file are no event
            await asyncio.sleep(0.01)


async def check_gone(engine: Engine, thread_id: str, word: str) -> None:
    """Check that no reader finds the thread."""
    for read in (
        engine.get_thread(thread_id),
        engine.list_messages(thread_id, Page()),
        engine.delete_thread(thread_id),
    ):
        with pytest.raises(NotFound):
            await read
    for query in (ThreadQuery(), ThreadQuery(q=word)):
        assert thread_id not in [row.id for row in (await engine.list_threads(query)).data]


@requirement("threads.deleted-in-slices")
async def test_others_write_while_a_long_thread_is_deleted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(settings.data_dir / "chat.db", [2, MESSAGES])
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Watched))
    slices.clear()
    async with open_engine(settings, Script(), reclaims=False) as engine:
        thread_id = (await engine.list_threads(ThreadQuery())).data[0].id
        word = (await engine.list_messages(thread_id, Page(order="asc", limit=1))).data[0].text.split()[-1]
        await engine.delete_thread(thread_id)
        begun = await engine.create_thread(CreateThread())
        assert sum(slices) < MESSAGES
        await check_gone(engine, thread_id, word)
        await until(lambda: count_rows(settings) == 2 + 1 + 2)
        assert begun.id in [row.id for row in (await engine.list_threads(ThreadQuery())).data]
    assert max(slices) <= MAX_SLICE
    assert sum(slices) >= MESSAGES


@requirement("threads.deleted-in-slices")
async def test_the_next_process_deletes_what_a_killed_one_left(settings: Settings) -> None:
    await fill(settings.data_dir / "chat.db", [2, MESSAGES])
    async with open_engine(settings, Script(), reclaims=False) as engine:
        thread_id = (await engine.list_threads(ThreadQuery())).data[0].id
    module, folder = "tests.engine.killed_while_deleting", str(settings.data_dir)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, folder)
    async with asyncio.timeout(DEADLINE_S):
        assert await process.wait() == -signal.SIGKILL
    assert count_rows(settings) > MESSAGES
    async with open_engine(settings, Script(), reclaims=False) as engine:
        await check_gone(engine, thread_id, f"END-1-{MESSAGES - 1}")
        await until(lambda: count_rows(settings) == 2 + 1 + 2)
