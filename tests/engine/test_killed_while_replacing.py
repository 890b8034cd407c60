"""A process is killed while it forks, edits, regenerates, retries or compares: each message is in one place."""

import asyncio
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from app.api.requests import Page, ThreadQuery
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.script import Reply, Script
from app.settings import Settings
from tests.engine.engine_calls import read_events
from tests.engine.killed_while_replacing import EDITED
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

Conversations = Sequence[Sequence[str]]
BEFORE: Conversations = [["One", "One.", "Two", "Two."]]
AFTER: Mapping[str, tuple[Conversations, Conversations]] = {
    # What is listed, and what is in no list.
    "edit": ([["One", "One.", EDITED, "New."]], BEFORE),
    "regenerate": ([["One", "One.", "Two", "New."]], BEFORE),
    "edit_earlier": ([*BEFORE, [EDITED, "New."]], []),
    "fork": ([*BEFORE, ["One", "One."]], []),
    "compare": (BEFORE, [["One", "One.", "Two", "New."]]),
    "retry": ([["One", "One.", "Two", "New."]], BEFORE),
}


async def kill_in_all_places(folder: Path) -> list[str]:
    """Let a process do each job on copies of a data folder, killed one place later each time; return the copies."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.engine.killed_while_replacing", str(folder), stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(4 * DEADLINE_S):  # it is 40 processes
        names, _ = await process.communicate()
    assert process.returncode == 0
    return names.decode().split()


def hidden_ids(folder: Path) -> list[str]:
    """Return the threads that are in no list, but for those whose copy was never finished."""
    with closing(sqlite3.connect(folder / "chat.db")) as connection:
        return [row[0] for row in connection.execute("select id from threads where hidden = 1")]


async def texts(engine: Engine, thread_id: str) -> list[str]:
    """Return the texts of a thread once its run is over."""
    for run in (await engine.list_runs(thread_id, Page(limit=1))).data:
        await read_events(engine, thread_id, run.id)
    return [one.text for one in (await engine.list_messages(thread_id, Page(order="asc"))).data]


@requirement("replacing.killed")
async def test_each_message_is_in_the_thread_or_in_its_sibling(tmp_path: Path) -> None:
    copies = await kill_in_all_places(tmp_path)
    done: set[str] = set()
    for name in copies:
        job, folder = name.rpartition("-")[0], tmp_path / name
        hidden = hidden_ids(folder)
        script = Script([Reply("New.")])
        async with open_engine(Settings(data_dir=folder, config_dir=folder), script, reclaims=True) as engine:
            rows = (await engine.list_threads(ThreadQuery(order="asc"))).data
            listed = sorted([await texts(engine, row.id) for row in rows], key=len, reverse=True)
            unlisted = [await texts(engine, thread_id) for thread_id in hidden]
            if (listed, unlisted) == (BEFORE, []):
                continue
            assert (listed, unlisted) == AFTER[job], name
            done.add(job)
    assert done == set(AFTER)
    assert {f"{job}-0" for job in AFTER} < set(copies)
