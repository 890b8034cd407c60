"""What a search reads: the texts that can be hits, and one more statement for each hit of a page."""

import cProfile
import sqlite3
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

import pytest

from app.api.objects import Message, Text, TextPart, Thread
from app.api.requests import ThreadQuery
from app.store import messages, thread_search, threads
from app.store.database import Database
from app.store.message_search import MessageSearch, search_more
from app.store.transaction import Transaction
from tests.requirements import requirement

MESSAGES = 3_000
HITS = {"msg_100", "msg_2500"}
FOREIGN = {"msg_7", "msg_2700"}
"""Messages whose upper and lower case SQLite does not know: the first has the word."""


class CountedConnection(sqlite3.Connection):
    """A connection whose statements are counted."""

    statements = 0

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportArgumentType] - passed on as they came
        self.set_trace_callback(self.count)

    @classmethod
    def count(cls, sql: str) -> None:
        """Count a statement, but for what SQLite's index of words reads itself: that is more after each merge of it."""
        CountedConnection.statements += not sql.startswith("--")


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Database]:
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=CountedConnection))
    opened = Database(tmp_path / "chat.db")
    yield opened
    opened.close()


def write(tx: Transaction) -> None:
    """Write 60 threads, of which the first has nearly all messages."""
    for number in range(60):
        threads.insert(tx, Thread(id=f"thread_{number}", created_at=1), number)
    texts = dict.fromkeys(HITS, "A Zebra.") | {"msg_7": "ẞ strasse, ZEBRA", "msg_2700": "縞馬"}
    for at in range(MESSAGES + 60):
        thread_id = f"thread_{max(0, at - MESSAGES)}"
        text = texts.get(f"msg_{at}", "A horse." if at < MESSAGES else "zebra")
        save(tx, f"msg_{at}", thread_id, text)


def save(tx: Transaction, message_id: str, thread_id: str, text: str) -> None:
    made = Message(
        id=message_id,
        created_at=1,
        thread_id=thread_id,
        status="completed",
        role="user",
        content=[TextPart(text=Text(value=text))],
    )
    messages.save(tx, made)


@requirement("search.costs")
async def test_of_a_conversation_the_texts_are_compared_that_sqlite_finds_or_cannot_judge(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.message_search.MIN_INDEX_MESSAGES", MESSAGES + 1)  # it is short beside that
    await database.write(write, durable=False)
    profile = cProfile.Profile()

    def search(tx: Transaction) -> list[str]:
        found = MessageSearch(thread_id="thread_0", words=["zebra"])
        profile.enable()
        while not found.is_over:
            search_more(tx, found)
        profile.disable()
        return found.hits

    assert await database.read(search) == ["msg_3000", "msg_2500", "msg_100", "msg_7"]
    compared = [one.callcount for one in profile.getstats() if "casefold" in str(one.code)]
    assert sum(compared) <= len(HITS) + len(FOREIGN) + 3


@requirement("search.costs")
async def test_a_page_of_a_search_takes_one_read_for_all_and_one_statement_for_each_hit(database: Database) -> None:
    await database.write(write, durable=False)
    search = thread_search.begin(ThreadQuery(q="zebra", limit=50))
    before = CountedConnection.statements
    while search.page is None:
        await database.read(lambda tx: thread_search.search_more(tx, search))
    assert len(search.page.data) == 50
    assert all(row.hits for row in search.page.data)
    assert CountedConnection.statements - before < 50 + 30
