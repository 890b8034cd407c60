"""A search without the index reads a bounded amount of text at once, and finds short words in long and short texts."""

import cProfile
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from app.api.objects import Message, Text, TextPart, Thread
from app.api.requests import ThreadQuery
from app.store import message_search, messages, thread_search, threads
from app.store.database import Database
from app.store.message_search import MessageSearch
from app.store.transaction import Transaction
from tests.requirements import requirement

COUNT, LONG = 200, 20_000
HITS = (150, 101, 31)
"""The middle one is short, as is every tenth message behind it."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    opened = Database(tmp_path / "chat.db")
    await opened.write(store, durable=False)
    yield opened
    opened.close()


def store(tx: Transaction) -> None:
    """Write long and short messages, few of which have the word."""
    threads.insert(tx, Thread(id="thread_0", created_at=1), 1.0)
    for number in range(COUNT):
        text = "ab " * (LONG // 3) if number % 10 != 1 or number in HITS[::2] else "ab"
        content = [TextPart(text=Text(value=f"{text} ZQ" if number in HITS else text))]
        made = Message(
            id=f"msg_{number}", created_at=1, thread_id="thread_0", status="completed", role="user", content=[*content]
        )
        messages.save(tx, made)


async def read_all(database: Database, is_over: Callable[[], object], read: Callable[[Transaction], None]) -> list[int]:
    """Read until a search is over; return how many long texts each read compared."""
    compared: list[int] = []
    while not is_over():
        profile = cProfile.Profile()

        def measure(tx: Transaction, profile: cProfile.Profile = profile) -> None:
            profile.enable()
            read(tx)
            profile.disable()

        await database.read(measure)
        compared.append(sum(one.callcount for one in profile.getstats() if "indexed_text" in str(one.code)))
    return compared


@requirement("bounds.scans")
async def test_a_short_word_is_searched_in_a_bounded_amount_of_text_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread_search, "READ_S", 0.0)
    search = thread_search.begin(ThreadQuery(q="zq"))
    compared = await read_all(database, lambda: search.page, lambda tx: thread_search.search_more(tx, search))
    assert search.page
    assert [row.hits for row in search.page.data] == [["msg_150"]]
    assert max(compared) <= thread_search.COMPARED_CHARS // LONG + 1


@requirement("bounds.scans")
async def test_a_conversation_is_searched_in_a_bounded_amount_of_text_at_once(database: Database) -> None:
    search = MessageSearch(thread_id="thread_0", words=["zq"])
    compared = await read_all(database, lambda: search.is_over, lambda tx: message_search.search_more(tx, search))
    assert search.hits == [f"msg_{number}" for number in HITS]
    assert max(compared) <= message_search.SLICE_BYTES // LONG + 1
    assert len(compared) > 2
