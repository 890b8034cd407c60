"""What is not indexed yet: a process that lives takes it up, and a search says that it may have missed it."""

import asyncio
import io
import signal
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import httpx2

from app.api.requests import ThreadQuery
from app.api.services import Assistants, Services
from app.engine import open_engine
from app.headless.lists.stored_lists import list_threads
from app.models.script import Script
from app.remote import open_remote
from app.settings import Settings
from tests.engine.killed_while_indexing import PIECES
from tests.engine.left_unindexed import DEADLINE_S, LONG, WORD, nobody_writes
from tests.requirements import requirement
from tests.server.running import running


async def wait_until_indexed(assistants: Assistants) -> int:
    """Search until all is indexed; return how many threads have the word."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            page = await assistants.list_threads(ThreadQuery(q=WORD))
            if not page.unindexed:
                return len(page.data)


@requirement("bounds.indexed-in-slices")
async def test_processes_that_live_index_what_one_that_was_killed_has_left(settings: Settings) -> None:
    command = (sys.executable, "-m", "tests.engine.killed_while_indexing", str(settings.data_dir))
    process = await asyncio.create_subprocess_exec(*command)
    async with asyncio.timeout(DEADLINE_S):
        assert await process.wait() == -signal.SIGKILL
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(open_engine(settings, Script(), reclaims=False)) for _ in range(2)]
        for engine in both:
            assert await wait_until_indexed(engine) == 1
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as connection:
        assert connection.execute("select count(*) from piece_search_docsize").fetchone() == (PIECES,)


@requirement("bounds.search-says")
async def test_a_search_says_over_http_and_in_a_command_how_many_messages_it_may_have_missed(tmp_path: Path) -> None:
    async with running(tmp_path, Script()) as server:
        await server.assistants.create_thread(LONG)
        settings = Settings(data_dir=tmp_path / "elsewhere", config_dir=tmp_path / "config", server=server.url)

        @asynccontextmanager
        async def services() -> AsyncGenerator[Services]:
            async with open_remote(settings) as remote:
                yield remote

        with nobody_writes(tmp_path / "data" / "chat.db"):
            async with httpx2.AsyncClient(base_url=server.url) as http:
                answer = (await http.get("/threads", params={"q": WORD})).json()
            assert 1 <= answer["unindexed"] <= 3
            err = io.StringIO()
            await list_threads(services, ThreadQuery(q=WORD), False, io.StringIO(), err)
            assert "not indexed yet" in err.getvalue()
        assert await wait_until_indexed(server.assistants) == 1
        async with httpx2.AsyncClient(base_url=server.url) as http:
            assert "unindexed" not in (await http.get("/threads", params={"q": WORD})).json()
