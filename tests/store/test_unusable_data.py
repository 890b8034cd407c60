"""A data folder that cannot be used is reported in one sentence and left unchanged; migrations, shared commits."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.api.errors import Unavailable
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun
from app.engine import open_engine
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.store import schema
from app.store.database import Database
from tests.requirements import requirement

SAVE = "insert into processes(owner, endpoint, reclaims, started_at) values(?, null, 0, 0)"


async def refusal(settings: Settings) -> str:
    """Return the sentence with which the engine refuses to open."""
    with pytest.raises(Unavailable) as caught:
        async with open_engine(settings, Script(), reclaims=True):
            pass
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@requirement("data.damaged")
@pytest.mark.parametrize("content", [b"This is no database. " * 500, b"SQLite format 3\x00" + bytes(5000)])
async def test_a_damaged_database_is_left_unchanged(content: bytes, settings: Settings) -> None:
    path = settings.data_dir / "chat.db"
    path.parent.mkdir()
    path.write_bytes(content)
    assert str(path) in await refusal(settings)
    assert path.read_bytes() == content
    assert sorted(one.name for one in path.parent.iterdir()) == ["chat.db"]


@requirement("data.newer-version")
async def test_a_database_from_a_newer_version_is_left_unchanged(settings: Settings) -> None:
    async with open_engine(settings, Script(), reclaims=True):
        pass
    path = settings.data_dir / "chat.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma user_version = 99")
    before = path.read_bytes()
    sentence = await refusal(settings)
    assert "newer" in sentence
    assert "99" in sentence
    assert path.read_bytes() == before


@requirement("data.another-program")
async def test_a_database_of_another_program_is_left_unchanged(settings: Settings) -> None:
    path = settings.data_dir / "chat.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table recipes(name text)")
    before = path.read_bytes()
    assert "another program" in await refusal(settings)
    assert path.read_bytes() == before


@requirement("data.copy-before-migration")
def test_an_older_database_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    first, second = ["create table one(a text)"], ["create table two(b text)"]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.prepare(connection, path, [first])
        connection.execute("insert into one values('kept')")
        schema.prepare(connection, path, [first, second])
        assert connection.execute("select count(*) from two").fetchone() == (0,)
    with closing(sqlite3.connect(tmp_path / "chat.db.v1.bak")) as copy:
        assert copy.execute("select a from one").fetchone() == ("kept",)
        assert copy.execute("select count(*) from sqlite_master where name = 'two'").fetchone() == (0,)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["chat.db", "chat.db.v1.bak"]


@requirement("data.copy-before-migration")
def test_without_a_copy_nothing_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    first, second = ["create table one(a text)"], ["create table two(b text)"]
    (tmp_path / f"chat.db.v1.bak.{os.getpid()}").mkdir()  # a folder where the copy would be written
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.prepare(connection, path, [first])
        with pytest.raises((sqlite3.OperationalError, OSError)):
            schema.prepare(connection, path, [first, second])
        assert connection.execute("pragma user_version").fetchone() == (1,)
    assert not (tmp_path / "chat.db.v1.bak").exists()


@requirement("data.copy-before-migration")
def test_a_migration_that_fails_leaves_the_database_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    first, broken = ["create table one(a text)"], ["create table two(b text)", "insert into nowhere values(1)"]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.prepare(connection, path, [first])
        with pytest.raises(sqlite3.OperationalError):
            schema.prepare(connection, path, [first, broken])
        assert connection.execute("pragma user_version").fetchone() == (1,)
        assert connection.execute("select count(*) from sqlite_master where name = 'two'").fetchone() == (0,)


@requirement("data.unwritable")
async def test_a_folder_that_cannot_be_created_is_reported_in_one_sentence(settings: Settings) -> None:
    settings.data_dir.parent.mkdir(exist_ok=True)
    settings.data_dir.write_text("a file where the folder should be")
    assert str(settings.data_dir) in await refusal(settings)
    assert settings.data_dir.read_text() == "a file where the folder should be"


@requirement("data.private")
async def test_only_the_user_can_read_the_data_folder(settings: Settings) -> None:
    async with open_engine(settings, Script(), reclaims=True):
        assert settings.data_dir.stat().st_mode & 0o777 == 0o700


@requirement("data.full-disk")
async def test_a_full_disk_is_reported_and_nothing_is_half_written(tmp_path: Path) -> None:
    database = Database(tmp_path / "chat.db")
    try:
        await database.write(lambda tx: tx.rows("pragma max_page_count = 1"))
        await database.write(lambda tx: tx.change(SAVE, "small"))
        with pytest.raises(Unavailable, match="is full"):
            await database.write(lambda tx: tx.change(SAVE, "x" * 10_000_000))
        await database.write(lambda tx: tx.rows("pragma max_page_count = 1000000"))
        await database.write(lambda tx: tx.change(SAVE, "later"))
        assert await database.read(lambda tx: tx.rows("select owner from processes order by owner")) == [
            ("later",),
            ("small",),
        ]
    finally:
        database.close()


@requirement("data.shared-commit")
async def test_a_write_that_fails_does_not_undo_others_in_its_commit(tmp_path: Path) -> None:
    database = Database(tmp_path / "chat.db")
    try:
        writes = [database.submit(lambda tx, owner=owner: tx.change(SAVE, owner)) for owner in ("a", "b", "b", "c")]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert [isinstance(outcome, Unavailable) for outcome in outcomes] == [False, False, True, False]
        assert await database.read(lambda tx: tx.rows("select owner from processes")) == [("a",), ("b",), ("c",)]
    finally:
        database.close()


@requirement("data.committed-before-sent")
async def test_the_message_is_on_disk_before_the_model_is_asked(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply(gate)])
    async with open_engine(settings, script, reclaims=False) as engine:
        message = CreateMessage(role="user", content="Saved first")
        request = CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=CreateThread(messages=[message]))
        await engine.create_thread_and_run(request)
        async with asyncio.timeout(30):
            await gate.reached.wait()
        with closing(sqlite3.connect(settings.data_dir / "chat.db")) as other:
            assert other.execute("select text, status from messages").fetchall() == [("Saved first", "completed")]
            assert other.execute("select status from runs").fetchall() == [("in_progress",)]
