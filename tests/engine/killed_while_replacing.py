"""A process that kills itself while it replaces messages: `python -m tests.engine.killed_while_replacing FOLDER`.

For each job a child process is forked for every place: before the next begin or commit of a transaction, one
further each time, until the job is done. Each child works on a copy of the same data folder. Prints the name of each
copy.
"""

import asyncio
import itertools
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path

from app.api.conversation.comparing import start_second
from app.api.conversation.replacing import read_tail, replace_dead, replace_tail, run_in_branch
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateRun, CreateThread, ForkThread, Page, ThreadQuery
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.engine.killing import count_statements, countdown

TURNS = {"whole": ("One.", "Two."), "broken": ("One.", "Two.", ModelError("No."))}
"""Replies of the model to "One" and to "Two"."""
EDITED = "Two, better"
Job = Callable[[Engine, Run], Awaitable[object]]


def _asked(text: str = "") -> CreateRun:
    messages = [CreateMessage(role="user", content=text)] if text else None
    return CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=messages)


async def _edit(engine: Engine, last: Run) -> None:
    tail = await read_tail(engine, last.thread_id, await _id(engine, last, 2))
    await replace_tail(engine, last.thread_id, tail, _asked(EDITED))


async def _regenerate(engine: Engine, last: Run) -> None:
    tail = await read_tail(engine, last.thread_id, await _id(engine, last, 3))
    await replace_tail(engine, last.thread_id, tail, _asked())


async def _edit_earlier(engine: Engine, last: Run) -> None:
    await run_in_branch(engine, last.thread_id, None, _asked(EDITED))


async def _make_fork(engine: Engine, last: Run) -> None:
    await engine.fork_thread(last.thread_id, ForkThread(message_id=await _id(engine, last, 1)))


async def _retry(engine: Engine, last: Run) -> None:
    await replace_dead(engine, last, _asked())


async def _compare(engine: Engine, last: Run) -> None:
    await start_second(engine, last, [DEFAULT_ASSISTANT_ID], None)


JOBS: dict[str, tuple[Sequence[str | ModelError], Job]] = {
    "edit": (TURNS["whole"], _edit),
    "regenerate": (TURNS["whole"], _regenerate),
    "edit_earlier": (TURNS["whole"], _edit_earlier),
    "fork": (TURNS["whole"], _make_fork),
    "compare": (TURNS["whole"], _compare),
    "retry": (TURNS["broken"], _retry),
}


async def _id(engine: Engine, last: Run, at: int) -> str:
    return (await engine.list_messages(last.thread_id, Page(order="asc"))).data[at].id


async def _prepare(folder: Path, pieces: Sequence[str | ModelError]) -> None:
    """Let the model answer "One" and "Two"."""
    script = Script([Reply(pieces[0]), Reply(*pieces[1:])])
    async with open_engine(Settings(data_dir=folder, config_dir=folder), script, reclaims=True) as engine:
        thread = await engine.create_thread(CreateThread())
        for text in ("One", "Two"):
            run = await engine.create_run(thread.id, _asked(text))
            async for _ in engine.follow(thread.id, run.id):
                pass


async def _do(folder: Path, job: Job, place: int) -> None:
    """Do a job, and be killed at a place of it, or behind it."""
    script = Script([Reply(Gate())])
    async with open_engine(Settings(data_dir=folder, config_dir=folder), script, reclaims=True) as engine:
        thread_id = (await engine.list_threads(ThreadQuery())).data[0].id
        last = (await engine.list_runs(thread_id, Page(limit=1))).data[0]
        countdown.left = place
        await job(engine, last)
        os._exit(0)  # as hard as a kill, but the job is done


def _fork(job: Coroutine[None, None, None]) -> bool:
    """Run a job in a process of its own. Return whether it was killed."""
    process_id = os.fork()
    if process_id == 0:
        asyncio.run(job)
        os._exit(0)
    job.close()
    status = os.waitpid(process_id, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("The job failed.")
    return os.WIFSIGNALED(status)


def main(folder: Path) -> None:
    """Make the copies, one for each job and place."""
    count_statements()
    countdown.statements = ("begin immediate", "commit")
    for name, (pieces, job) in JOBS.items():
        start = folder / f"{name}-start"
        _fork(_prepare(start, pieces))
        for place in itertools.count():
            copy = folder / f"{name}-{place}"
            shutil.copytree(start, copy)
            was_killed = _fork(_do(copy, job, place))
            print(copy.name, flush=True)
            if not was_killed:
                break


if __name__ == "__main__":
    main(Path(sys.argv[1]))
