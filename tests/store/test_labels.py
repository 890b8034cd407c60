"""Pinned and archived threads, and tags, in 100,000 threads, and in a database of an older version."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.api.requests import ThreadQuery
from app.settings import Settings
from app.store import threads
from app.store.database import Database
from app.store.schema import LABELS, MIGRATIONS, prepare
from app.store.transaction import Transaction
from tests.requirements import requirement
from tests.tui.many_threads import add_threads

COUNT = 100_000
FEW_STEPS = 1_000
"""Steps of SQLite's machine, in thousands, for a page: passing over all threads within an index takes 600, and reading
and sorting them many times as much."""


def count_steps(path: Path, query: ThreadQuery) -> tuple[list[str], int]:
    """Return the titles on a page, and how many thousand steps SQLite made for it."""
    with closing(sqlite3.connect(path)) as connection:
        steps: list[None] = []
        connection.set_progress_handler(lambda: steps.append(None), 1_000)
        rows = threads.page(Transaction(connection.cursor()), query).data
        return [row.title for row in rows], len(steps)


@requirement("list.labels-by-index")
async def test_no_page_sorts_or_reads_all_threads(settings: Settings) -> None:
    path = settings.data_dir / "chat.db"
    await add_threads(settings, COUNT)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update threads set pinned = 1 where seq % 1000 = 0")
        connection.execute("update threads set archived = 1, pinned = 0 where seq > 500")
        connection.execute("insert into thread_tags select 'even', seq from threads where seq % 2 = 0")
        connection.execute("insert into thread_tags select 'one', 77")
        connection.execute("update threads set pinned = 1 where seq = 3")
        connection.commit()
    queries = {
        ThreadQuery(limit=2, pinned="first"): ["Topic 000002", "Topic 000499"],
        ThreadQuery(limit=2, pinned="first", archived="include"): ["Topic 000002", "Topic 099999"],
        ThreadQuery(limit=2): ["Topic 000499", "Topic 000498"],
        ThreadQuery(limit=2, archived="only"): ["Topic 099999", "Topic 099998"],
        ThreadQuery(limit=2, archived="only", order="asc"): ["Topic 000500", "Topic 000501"],
        ThreadQuery(limit=2, pinned="first", order="asc"): ["Topic 000000", "Topic 000001"],
        ThreadQuery(limit=1, pinned="first", after="thread_000002"): ["Topic 000499"],
        ThreadQuery(limit=2, tag="even", archived="include"): ["Topic 099999", "Topic 099997"],
        ThreadQuery(limit=2, tag="one", pinned="first"): ["Topic 000076"],
    }
    for query, titles in queries.items():
        found, steps = count_steps(path, query)
        assert found == titles, query
        assert steps < FEW_STEPS, query


@requirement("list.labels-by-index")
async def test_what_an_older_version_stored_is_known_after_the_migration(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    with closing(sqlite3.connect(path)) as connection:
        prepare(connection, path, MIGRATIONS[: MIGRATIONS.index(LABELS)])
        for name, metadata in {
            "plain": "{}",
            "pinned": '{"pinned":"true","tags":"Work, #a\\"b c\\\\d,,"}',
            "archived": '{"pinned":"true","archived":"true"}',
        }.items():
            data = f'{{"id":"{name}","object":"thread","created_at":1,"tool_resources":{{}},"metadata":{metadata}}}'
            connection.execute("insert into threads(id, created_at, active_at, data) values(?, 1, 1, ?)", (name, data))
        connection.commit()
    database = Database(path)

    async def ids(query: ThreadQuery) -> list[str]:
        return [row.id for row in (await database.read(lambda tx: threads.page(tx, query))).data]

    try:
        assert await ids(ThreadQuery(pinned="first")) == ["pinned", "plain"]
        assert await ids(ThreadQuery(archived="only")) == ["archived"]
        for tag in ("work", 'a"b', "c\\d"):
            assert await ids(ThreadQuery(tag=tag)) == ["pinned"], tag
    finally:
        database.close()
