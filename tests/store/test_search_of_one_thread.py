"""Words in one long conversation: from the index where it has all its messages, from their texts where it has not."""

import cProfile
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from app.api.objects import Message, MessageStatus, Part, Run, Text, TextPart, Thread
from app.store import branches, messages, runs, threads
from app.store.branches import Copied
from app.store.database import Database
from app.store.index_backlog import index_some
from app.store.message_search import MIN_INDEX_MESSAGES, MessageSearch, search_more
from app.store.runs import StoredRun
from app.store.search_index import PIECE_CHARS
from app.store.transaction import Transaction
from tests.requirements import requirement

COUNT = MIN_INDEX_MESSAGES + 100
HITS = ("msg_900", "msg_20")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    opened = Database(tmp_path / "chat.db")
    await opened.write(lambda tx: write_thread(tx, "thread_0", COUNT), durable=False)
    yield opened
    opened.close()


def write_thread(tx: Transaction, thread_id: str, count: int) -> None:
    threads.insert(tx, Thread(id=thread_id, created_at=1), 1)
    for at in range(count):
        save(tx, f"msg_{at}", thread_id, "A Zebra." if f"msg_{at}" in HITS else "A horse.")


def save(tx: Transaction, message_id: str, thread_id: str, text: str, status: MessageStatus = "completed") -> None:
    content: list[Part] = [TextPart(text=Text(value=text))]
    made = Message(
        id=message_id, created_at=1, thread_id=thread_id, status=status, role="assistant", content=content, run_id="run"
    )
    messages.save(tx, made)


async def search(database: Database, thread_id: str = "thread_0") -> tuple[Sequence[str], int]:
    """Return the hits of a word, and how many texts were compared with it."""
    found = MessageSearch(thread_id=thread_id, words=["zebra"])
    profile = cProfile.Profile()

    def read(tx: Transaction) -> None:
        profile.enable()
        search_more(tx, found)
        profile.disable()

    while not found.is_over:
        await database.read(read)
    return found.hits, sum(one.callcount for one in profile.getstats() if "_compare" in str(one.code))


@requirement("search.costs")
async def test_the_index_names_the_hits_of_a_long_conversation(database: Database) -> None:
    await database.write(lambda tx: save(tx, "msg_foreign", "thread_0", "縞馬"))
    await database.write(lambda tx: write_other(tx, 1))
    assert await search(database) == (list(HITS), len(HITS))


def write_other(tx: Transaction, count: int) -> None:
    """Write another conversation, which has the word in each message."""
    threads.insert(tx, Thread(id="thread_1", created_at=1), 1)
    for at in range(count):
        save(tx, f"msg_other_{at}", "thread_1", "Zebra")


@requirement("search.costs")
async def test_what_the_index_lacks_is_found_in_the_texts(database: Database) -> None:
    def write_reply(tx: Transaction) -> None:
        run = Run(id="run", created_at=1, thread_id="thread_0", assistant_id="asst", status="in_progress", model="")
        runs.insert(tx, StoredRun(run=run, expires_at=2, owner="", endpoint=None))
        save(tx, "msg_new", "thread_0", "Many zebras", "in_progress")

    def copy(tx: Transaction) -> None:
        threads.insert(tx, Thread(id="thread_2", created_at=1), 1)
        copied, last = Copied(), branches.seq_of(tx, "thread_0", f"msg_{COUNT - 1}") or 0
        while copied.seq < last:
            copied = branches.copy_some(tx, "thread_0", copied, last, "thread_2")

    await database.write(copy)
    assert len((await search(database, "thread_2"))[0]) == len(HITS)
    await database.write(lambda tx: save(tx, "msg_long", "thread_0", f"Zebra {'. ' * PIECE_CHARS}"))
    assert (await search(database))[0] == ["msg_long", *HITS]
    while await database.write_behind(index_some):
        pass
    assert (await search(database))[0] == ["msg_long", *HITS]
    await database.write(lambda tx: messages.delete(tx, "thread_0", "msg_long"))
    await database.write(write_reply)
    assert (await search(database))[0] == ["msg_new", *HITS]


@requirement("search.costs")
async def test_a_word_in_too_many_messages_is_found_in_the_texts(database: Database) -> None:
    def rewrite(tx: Transaction) -> None:
        for at in range(COUNT):
            save(tx, f"msg_{at}", "thread_0", "A Zebra.")

    await database.write(rewrite)
    assert len((await search(database))[0]) == COUNT
