"""What is large is copied, deleted and compacted about a megabyte at a time."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress

import pytest

from app.api.errors import NotFound
from app.api.objects import Message
from app.api.requests import MAX_TEXT_CHARS, CreateMessage, CreateThread, ForkThread, Page, TextRequestPart, ThreadQuery
from app.engine import open_engine
from app.engine.engine import Engine
from app.engine.transactions.threads import forking
from app.models.script import Script
from app.settings import Settings
from app.store.database import Database
from app.store.deletion import SLICE_BYTES
from tests.bench.holding import BATCH_CHARS, write_deltas, write_runs
from tests.engine.large_rows import count_rows, most, slices
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

PARTS = 12
WORDS = "word " * (MAX_TEXT_CHARS // 5 - 1)
LARGE = CreateMessage(role="user", content=[TextRequestPart(text=f"{number} {WORDS}") for number in range(PARTS)])
MOST_PARTS = SLICE_BYTES // MAX_TEXT_CHARS + 1
MOST_BATCHES = SLICE_BYTES // BATCH_CHARS + 1


def count(settings: Settings, table: str) -> int:
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as connection:
        return connection.execute(f"select count(*) from {table}").fetchone()[0]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 - rows in a file are no event
            await asyncio.sleep(0.01)


async def create_large(engine: Engine) -> Message:
    """Create a thread with a large message."""
    thread = await engine.create_thread(CreateThread())
    return await engine.create_message(thread.id, LARGE)


async def begin_fork(engine: Engine, settings: Settings, message: Message) -> asyncio.Task[object]:
    """Begin to fork a thread; return when a part of the large message is copied, and not all."""
    fork = asyncio.create_task(engine.fork_thread(message.thread_id, ForkThread(message_id=message.id)))
    await until(lambda: count(settings, "long_texts") > PARTS)
    assert count(settings, "long_texts") < 2 * PARTS
    return fork


@requirement("bounds.forks")
async def test_a_large_message_is_forked_a_megabyte_at_a_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_rows(monkeypatch)
    async with open_engine(settings, Script(), reclaims=False) as engine:
        message = await create_large(engine)
        slices.clear()
        branch = await engine.fork_thread(message.thread_id, ForkThread(message_id=message.id))
        assert 0 < most("insert into long_texts") <= MOST_PARTS
        (copy,) = (await engine.list_messages(branch.id, Page())).data
        assert copy.content == message.content


@requirement("bounds.forks")
async def test_a_message_that_is_deleted_while_it_is_forked_is_in_the_fork_whole_or_not_at_all(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.operations.threads.RESTS", 20)
    async with open_engine(settings, Script(), reclaims=False) as engine:
        message = await create_large(engine)
        fork = await begin_fork(engine, settings, message)
        await engine.delete_message(message.thread_id, message.id)
        await fork
        threads = (await engine.list_threads(ThreadQuery())).data
        assert [(await engine.list_messages(row.id, Page())).data for row in threads] == [[], []]
        await until(lambda: count(settings, "long_texts") == 0)


@requirement("bounds.forks")
async def test_half_a_fork_is_seen_by_no_reader_and_deleted_by_a_later_fork(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.operations.threads.RESTS", 20)
    async with open_engine(settings, Script(), reclaims=False) as engine:
        message = await create_large(engine)
        fork = await begin_fork(engine, settings, message)
        fork.cancel()
        with suppress(asyncio.CancelledError):
            await fork
    async with open_engine(settings, Script(), reclaims=False) as engine:
        for query in (ThreadQuery(), ThreadQuery(q="word"), ThreadQuery(q="wo"), ThreadQuery(siblings_of=message.id)):
            assert {row.id for row in (await engine.list_threads(query)).data} <= {message.thread_id}
        assert count(settings, "messages") == 2
        monkeypatch.setattr(forking, "LEFT_AFTER_S", -1)  # a branch of this second is old
        await engine.fork_thread(message.thread_id, ForkThread(message_id=None))
        await until(lambda: (count(settings, "messages"), count(settings, "long_texts")) == (1, PARTS))


@requirement("bounds.deletion")
async def test_large_messages_are_deleted_a_megabyte_at_a_time_alone_and_with_their_thread(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_rows(monkeypatch)
    async with open_engine(settings, Script(), reclaims=False) as engine:
        message = await create_large(engine)
        other = await engine.create_message(message.thread_id, LARGE)
        await engine.delete_message(message.thread_id, message.id)
        with pytest.raises(NotFound):
            await engine.get_message(message.thread_id, message.id)
        assert (await engine.list_messages(message.thread_id, Page())).data == [other]
        await until(lambda: count(settings, "long_texts") == PARTS)
        await engine.delete_thread(message.thread_id)
        await until(lambda: count(settings, "long_texts") == count(settings, "messages") == 0)
    assert 0 < most("delete from long_texts where rowid") <= MOST_PARTS


@requirement("bounds.deletion")
async def test_what_a_process_left_of_a_large_message_is_deleted_by_the_next_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as ended, suppress(TimeoutError):
        ended.setattr("app.engine.upkeep.deleted_threads.CLOSE_LIMIT_S", 0.0)
        ended.setattr("app.engine.upkeep.deleted_threads.RESTS", 10_000)
        async with open_engine(settings, Script(), reclaims=False) as engine:
            message = await create_large(engine)
            await engine.delete_message(message.thread_id, message.id)
    assert count(settings, "long_texts") > 0
    async with open_engine(settings, Script(), reclaims=False):
        await until(lambda: count(settings, "long_texts") == 0)


@requirement("bounds.deletion")
async def test_runs_with_much_text_are_deleted_a_megabyte_at_a_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_rows(monkeypatch)
    database = Database(settings.data_dir / "chat.db")
    await database.write(lambda tx: write_runs(tx, "thread_reasoning", 6, BATCH_CHARS))
    database.close()
    async with open_engine(settings, Script(), reclaims=False) as engine:
        await engine.delete_thread("thread_reasoning")
        await until(lambda: count(settings, "model_calls") == count(settings, "runs") == 0)
    assert 0 < most("delete from model_calls where rowid") <= MOST_BATCHES


@requirement("bounds.compaction")
async def test_deltas_are_compacted_a_megabyte_at_a_time(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    count_rows(monkeypatch)
    database = Database(settings.data_dir / "chat.db")
    await database.write(lambda tx: write_deltas(tx, 10))
    database.close()
    async with open_engine(settings, Script(), reclaims=False):
        await until(lambda: count(settings, "events") == 0)
    assert 0 < most("delete from events where rowid") <= MOST_BATCHES
