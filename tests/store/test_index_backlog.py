"""What the search index takes in later: in small slices, behind other writes, and as complete as at once."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from itertools import pairwise
from pathlib import Path

import pytest

from app.api.objects import Message, MessageStatus, Text, TextPart, Thread
from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.store import index_backlog, messages, search_index, thread_search, threads
from app.store.database import Database
from app.store.search_index import MAX_INDEXED_CHARS, PIECE_CHARS, PIECE_ROWS
from app.store.transaction import INDEX_ROOM_CHARS, Transaction
from tests.requirements import requirement

LONG = 3 * PIECE_CHARS
LAST = PIECE_CHARS - 5
"""Where a word begins that is cut by the end of the first piece."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    opened = Database(tmp_path / "chat.db")
    await opened.write(lambda tx: threads.insert(tx, Thread(id="thread_0", created_at=1), 1.0), durable=False)
    yield opened
    opened.close()


def save(
    tx: Transaction, name: str, text: str, thread_id: str = "thread_0", status: MessageStatus = "completed"
) -> None:
    made = Message(
        id=f"msg_{name}",
        created_at=1,
        thread_id=thread_id,
        status=status,
        role="user",
        content=[TextPart(text=Text(value=text))],
    )
    messages.save(tx, made)


def long_text(chars: int) -> str:
    """Make a text with a word at its beginning, one over the end of the first piece, and one at its end."""
    text = f"aardvark {'. ' * chars}"[:LAST]
    text += " 東京の天気 "
    return f"{text}{'. ' * chars}"[: chars - 8] + " zebras."


async def search(database: Database, q: str) -> Listing[ThreadRow]:
    found = thread_search.begin(ThreadQuery(q=q))
    while found.page is None:
        await database.read(lambda tx: thread_search.search_more(tx, found))
    return found.page


async def count_indexed(database: Database) -> int:
    """Count the characters of all texts that are in the index, or in it no more than half removed."""

    def count(tx: Transaction) -> int:
        whole = tx.rows("select m.seq from message_search_docsize d join messages m on m.seq = d.id")
        pieces = tx.rows("select id / ?, id % ? from piece_search_docsize", PIECE_ROWS, PIECE_ROWS)
        texts = [messages.indexed_text(tx, row[0]) for row in whole]
        texts += [search_index.cut(messages.indexed_text(tx, row[0]))[row[1]] for row in pieces]
        return sum(map(len, texts))

    return await database.read(count)


async def index_all(database: Database) -> list[int]:
    """Index everything; return how much each slice added."""
    added: list[int] = []
    before, more = await count_indexed(database), True
    while more:
        more = await database.write_behind(index_backlog.index_some)
        now = await count_indexed(database)
        added.append(now - before)
        before = now
    return added


@requirement("bounds.indexed-in-slices", "bounds.search-says")
async def test_a_transaction_indexes_little_and_the_slices_behind_it_the_rest(database: Database) -> None:
    def store(tx: Transaction) -> None:
        save(tx, "short", "A quick brown fox.")
        for number in range(4):
            save(tx, f"long{number}", long_text(LONG))
        for number in range(100):
            save(tx, f"some{number}", f"number{number} {'. ' * 500}")

    await database.write(store, durable=False)
    assert await count_indexed(database) <= INDEX_ROOM_CHARS
    assert [row.match for row in (await search(database, "brown fox")).data] == ["A quick brown fox."]
    page = await search(database, "zebras")
    assert not page.data
    assert isinstance(page.unindexed, int)
    assert page.unindexed >= 4

    added = await index_all(database)
    assert max(added) <= 2 * PIECE_CHARS
    for q in ("zebras", "AARDVARK zebras", "京の天", "number99"):
        page = await search(database, q)
        assert len(page.data) == 1, q
        assert not page.unindexed
    assert not (await search(database, "aardvark zebras giraffe")).data


@requirement("bounds.indexed-in-slices")
async def test_the_newest_message_comes_first_among_short_and_long_ones(database: Database) -> None:
    for number, text in enumerate(["a zebras", long_text(LONG), "b zebras", long_text(MAX_INDEXED_CHARS), "c zebras"]):

        def store(tx: Transaction, number: int = number, text: str = text) -> None:
            threads.insert(tx, Thread(id=f"thread_of_{number}", created_at=1), 1.0)
            save(tx, str(number), text, f"thread_of_{number}")

        await database.write(store, durable=False)
    await index_all(database)
    assert [row.hits for row in (await search(database, "zebras")).data] == [[f"msg_{at}"] for at in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("slices", [0, 1, 2, 99])
@requirement("bounds.indexed-in-slices")
async def test_a_text_leaves_the_index_however_much_of_it_is_in(slices: int, database: Database) -> None:
    def store(tx: Transaction) -> None:
        save(tx, "long", long_text(LONG))
        save(tx, "short", "a zebras")

    await database.write(store, durable=False)
    for _ in range(slices):
        await database.write_behind(index_backlog.index_some)

    def delete(tx: Transaction) -> None:
        messages.delete(tx, "thread_0", "msg_long")
        messages.delete(tx, "thread_0", "msg_short")

    await database.write(delete, durable=False)
    assert not (await search(database, "zebras")).data
    while await database.write_behind(index_backlog.index_some):
        pass

    def left(tx: Transaction) -> list[int]:
        tables = ("message_search", "piece_search", "message_search_docsize", "piece_search_docsize", "index_backlog")
        words = [f"select count(*) from {one} where {one} match 'zebra OR aardvark'" for one in tables[:2]]
        return [tx.rows(sql)[0][0] for sql in (*words, *(f"select count(*) from {one}" for one in tables[2:]))]

    assert await database.read(left) == [0] * 5


@requirement("bounds.indexed-in-slices")
async def test_a_message_that_is_written_again_is_found_by_its_new_text(database: Database) -> None:
    for text in (long_text(LONG), f"giraffe {'. ' * LONG}", "elephant"):
        await database.write(lambda tx, text=text: save(tx, "again", text), durable=False)
        await database.write_behind(index_backlog.index_some)
    await index_all(database)
    assert [len((await search(database, q)).data) for q in ("zebras", "giraffe", "elephant")] == [0, 0, 1]


@requirement("bounds.indexed-in-slices")
async def test_a_slice_gives_way_to_all_writes_that_wait(database: Database) -> None:
    begun, may_end, order = threading.Event(), threading.Event(), list[str]()

    def hold(_: Transaction) -> None:
        begun.set()
        may_end.wait(30)

    held = database.submit(hold, durable=False)
    await asyncio.to_thread(begun.wait, 30)
    slices = [
        database.submit(lambda _, name=name: order.append(name), durable=False, behind=True) for name in ("x", "y")
    ]
    writes = [database.submit(lambda _, name=name: order.append(name), durable=False) for name in ("a", "b")]
    may_end.set()
    await asyncio.gather(held, *slices, *writes)
    assert order == ["a", "b", "x", "y"]


@requirement("threads.deleted-in-slices")
async def test_of_long_messages_few_are_deleted_in_one_transaction(database: Database) -> None:
    def store(tx: Transaction) -> None:
        for number in range(4):
            save(tx, f"long{number}", long_text(2**19), status="in_progress")  # it is not in the index

    def count(tx: Transaction) -> int:
        return tx.rows("select count(*) from messages")[0][0]

    await database.write(store, durable=False)
    left = [4]
    while left[-1]:
        await database.write(lambda tx: messages.delete_some(tx, "thread_0", 100), durable=False)
        left.append(await database.read(count))
    assert max(one - after for one, after in pairwise(left)) <= 2
    for table in ("long_messages", "long_texts"):
        rows = await database.read(lambda tx, table=table: tx.rows(f"select count(*) from {table}"))
        assert rows == [(0,)], table
