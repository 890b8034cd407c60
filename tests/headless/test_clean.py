"""`threads clean`: what goes and what stays, the question before it, and the size of the file after it."""

import asyncio
import io
import json
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest

from app.api.conversation.old_threads import DAY_S
from app.api.errors import Error
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateRun, CreateThread, ThreadQuery
from app.api.services import Services, Storage
from app.api.tools import FunctionDefinition, FunctionTool
from app.engine import open_engine
from app.headless.conversations.clean import clean
from app.headless.exit_codes import COMPLETED, STOPPED
from app.models.script import Reply, Script, call
from app.settings import Settings
from tests.headless.streams import Terminal
from tests.requirements import requirement

TEXT = "A long and old story. " * 1000


class Clean:
    """The command on a data folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.path = settings.data_dir / "chat.db"
        self.out, self.err = io.StringIO(), io.StringIO()

    @asynccontextmanager
    async def services(self) -> AsyncGenerator[Services]:
        async with open_engine(self.settings, Script([Reply(call("ask"))]), reclaims=False) as engine:
            yield Services(engine, Script())

    async def run(self, days: int | None, *, yes: bool = False, as_json: bool = False, typed: str | None = None) -> int:
        self.out, self.err = io.StringIO(), io.StringIO()
        stdin = io.StringIO() if typed is None else Terminal(typed)
        return await clean(self.services, days, yes, as_json, stdin, self.out, self.err)

    async def store(self, *titles: str, text: str = TEXT, **metadata: str) -> None:
        async with self.services() as (engine, _):
            for title in titles:
                message = CreateMessage(role="user", content=text)
                await engine.create_thread(CreateThread(messages=[message], metadata={"title": title, **metadata}))

    async def titles(self) -> set[str]:
        async with self.services() as (engine, _):
            return {row.title for row in (await engine.list_threads(ThreadQuery(limit=100))).data}

    def make_old(self, days: int) -> None:
        """Let all that is stored be as old as this."""
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("update threads set active_at = ?", [time.time() - days * DAY_S])
            database.commit()


@pytest.fixture
def command(settings: Settings) -> Clean:
    return Clean(settings)


def size(path: Path) -> int:
    return path.stat().st_size


@requirement("clean.old")
async def test_old_conversations_go_after_a_question_and_others_stay(command: Clean) -> None:
    await command.store(*(f"Old {number}" for number in range(40)))
    await command.store("Pinned", pinned="true")
    await command.store("Waits")
    async with command.services() as (engine, _):
        waits = (await engine.list_threads(ThreadQuery(limit=1))).data[0]
        ask = FunctionTool(function=FunctionDefinition(name="ask"))
        run = await engine.create_run(waits.id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, tools=[ask]))
        async for event in engine.follow(waits.id, run.id):
            if event.event == "thread.run.requires_action":
                break
    command.make_old(100)
    await command.store("New", text="Short")
    everything, before = await command.titles(), size(command.path)
    assert len(everything) == 43
    with pytest.raises(Error, match="Say how old"):
        await command.run(None)
    assert await command.run(101) == COMPLETED
    assert "No conversation is that old. The database has " in command.err.getvalue()
    assert await command.run(99) == COMPLETED
    assert command.out.getvalue().count("Old ") == 40
    assert "40 conversations, last active before " in command.err.getvalue()
    assert "--yes deletes them" in command.err.getvalue()
    assert await command.run(99, typed="n\n") == STOPPED
    assert await command.run(99, as_json=True) == COMPLETED
    assert {json.loads(line)["title"] for line in command.out.getvalue().splitlines()} == everything - {
        "Pinned",
        "Waits",
        "New",
    }
    assert await command.titles() == everything
    assert await command.run(99, typed="y\n") == COMPLETED
    assert "Deleted 40 conversations. The database has 0." in command.out.getvalue()
    assert await command.titles() == {"Pinned", "Waits", "New"}
    assert size(command.path) < before / 3  # a database without conversations has 0.25 MB
    await command.store("Old again")
    command.make_old(100)
    assert await command.run(99, yes=True, as_json=True) == COMPLETED
    deleted = [json.loads(line) for line in command.out.getvalue().splitlines()]
    assert [one["object"] for one in deleted] == ["thread.deleted"] * 2
    assert await command.titles() == {"Pinned", "Waits"}


class CountsCuts(sqlite3.Connection):
    """A connection that counts the transactions in which free pages are cut off."""

    cuts, is_cutting = 0, False

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportArgumentType] - passed on as they came
        self.set_trace_callback(self._see)

    def _see(self, sql: str) -> None:
        if sql.startswith("pragma incremental_vacuum"):  # seen once for each page
            self.is_cutting = True
        elif sql == "commit" and self.is_cutting:
            CountsCuts.cuts += 1
            self.is_cutting = False


@requirement("clean.steps")
async def test_a_large_file_is_cut_in_many_steps(command: Clean, monkeypatch: pytest.MonkeyPatch) -> None:
    await command.store(*(["Old"] * 60))
    full = size(command.path)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=CountsCuts))
    CountsCuts.cuts = 0
    async with command.services() as (engine, _):
        assert isinstance(engine, Storage)
        for row in (await engine.list_threads(ThreadQuery(limit=100))).data:
            await engine.delete_thread(row.id)
        await engine.shrink_storage()
        quarters = (full - await engine.storage_size()) / 2**18
        assert quarters / 2 <= CountsCuts.cuts <= quarters * 2, "a quarter of a megabyte each"


@requirement("clean.steps")
async def test_others_write_while_the_file_is_made_smaller_and_an_older_one_becomes_so_too(command: Clean) -> None:
    await command.store("Kept", text="Short")
    with closing(sqlite3.connect(command.path)) as database:  # as an older version made it
        database.execute("pragma auto_vacuum = none")
        database.execute("vacuum")
    for least in (1, 2):  # an older database, whose file is made anew in one step; the same the next time
        await command.store(*(["Old"] * 60))
        full = size(command.path)
        written = 0
        async with command.services() as (engine, _):
            assert isinstance(engine, Storage)
            rows = (await engine.list_threads(ThreadQuery(limit=100, q="Old"))).data
            kept = (await engine.list_threads(ThreadQuery(q="Kept"))).data[0]
            for row in rows:
                await engine.delete_thread(row.id)
            shrinking = asyncio.create_task(engine.shrink_storage())
            while not shrinking.done():
                await engine.create_message(kept.id, CreateMessage(role="user", content="Meanwhile"))
                written += not shrinking.done()
            await shrinking
            assert await engine.storage_size() < full / 4
        assert written >= least
    with closing(sqlite3.connect(command.path)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        assert database.execute("pragma freelist_count").fetchone() == (0,)
