"""How long other writes wait for what has many bytes or rows, and what reading it takes in memory.

Another process writes meanwhile, as in `forking`.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.api.events import Event, MessageDelta, MessageDeltaBody, TextDelta, TextPartDelta
from app.api.objects import DEFAULT_ASSISTANT_ID, Message, Run, Text, TextPart, Thread
from app.api.requests import CreateMessage, CreateThread, ForkThread, TextRequestPart, ThreadQuery
from app.api.services import Assistants
from app.engine.rules.ids import new_id
from app.store import events, messages, model_calls, runs, threads
from app.store.database import Database
from app.store.model_calls import StoredCall
from app.store.runs import StoredRun
from app.store.transaction import Transaction
from tests.bench.bench import Bench
from tests.bench.forking import WAIT_MS, longest_write
from tests.bench.homes import DATA, fill
from tests.bench.hostile import environment_for, peak_mb
from tests.bench.hostile_server import NORMAL
from tests.bench.large import call, large_parts
from tests.bench.local_engine import engine
from tests.bench.row import Row
from tests.bench.served import started
from tests.terminal.program import COMMAND

LARGE_WAIT_MS = 200
MOST_MB = 100
MESSAGES = 10_000
LARGE = 3
"""How many messages of 29 MiB a thread has."""
BATCHES, BATCH_CHARS = 128, 2**19
"""The deltas of an answer of 64 MiB, as they are written."""
RUNS, REASONING_CHARS = 100, 2**20
THREADS, FIRST_CHARS = 100, 2**20
LIST_MS = 20
"""What a page may take longer where each first message is looked up alone."""


@asynccontextmanager
async def opened(bench: Bench) -> AsyncGenerator[tuple[Assistants, Path]]:
    """Open an engine on an empty home."""
    with TemporaryDirectory(prefix="bench-holding-") as folder:
        async with engine(bench, Path(folder)) as assistants:
            yield assistants, Path(folder) / DATA / "chat.db"


async def beside(path: Path, job: Callable[[], Awaitable[object]]) -> float:
    """Do a job while another process writes; return the milliseconds of its longest write."""
    begin, over = asyncio.Event(), asyncio.Event()
    writing = asyncio.create_task(longest_write(path, begin, over))
    await begin.wait()
    await job()
    over.set()
    return await writing


async def until_none(path: Path, table: str, where: str) -> None:
    """Wait until a table has no such rows."""
    database = Database(path)
    try:
        question = f"select 1 from {table} where {where} limit 1"
        while await database.read(lambda tx: tx.one(question)):  # noqa: ASYNC110 - rows in a file are no event
            await asyncio.sleep(0.05)
    finally:
        database.close()


async def fork_and_delete_large(bench: Bench) -> list[Row]:
    """Fork a thread with messages of 29 MiB, then delete it."""
    parts = [TextRequestPart(text=part["text"]) for part in large_parts()]
    async with opened(bench) as (assistants, path):
        thread = await assistants.create_thread(CreateThread())
        stored = [
            await assistants.create_message(thread.id, CreateMessage(role="user", content=[*parts]))
            for _ in range(LARGE)
        ]
        request = ForkThread(message_id=stored[-1].id)
        forked = await beside(path, lambda: assistants.fork_thread(thread.id, request))

        async def delete() -> None:
            await assistants.delete_thread(thread.id)
            await until_none(path, "messages", f"thread_id = '{thread.id}'")

        deleted = await beside(path, delete)
    return [
        Row(f"a fork with {LARGE} messages of 29 MiB: the longest write beside it", "ms", forked, plus=LARGE_WAIT_MS),
        Row(f"{LARGE} messages of 29 MiB are deleted with their thread: the same", "ms", deleted, plus=WAIT_MS),
    ]


async def delete_many(bench: Bench) -> list[Row]:
    """Delete a thread of 10,000 messages."""
    with TemporaryDirectory(prefix="bench-holding-") as folder:
        path = Path(folder) / DATA / "chat.db"
        await fill(path, [2, MESSAGES])
        async with engine(bench, Path(folder)) as assistants:
            thread = (await assistants.list_threads(ThreadQuery(limit=1))).data[0]

            async def delete() -> None:
                await assistants.delete_thread(thread.id)
                await until_none(path, "messages", f"thread_id = '{thread.id}'")

            longest = await beside(path, delete)
    return [Row("a thread of 10,000 messages is deleted: the longest write beside it", "ms", longest, plus=WAIT_MS)]


def write_deltas(tx: Transaction, batches: int = BATCHES) -> None:
    """Write a run that is over, with the deltas of 64 MiB, or of fewer batches."""
    write_runs(tx, "thread_deltas", 1, 0)
    body = MessageDeltaBody(content=[TextPartDelta(index=0, text=TextDelta(value="x" * BATCH_CHARS))])
    run_id = tx.rows("select id from runs where thread_id = 'thread_deltas'")[0][0]
    for number in range(1, batches + 1):
        data = MessageDelta(id="msg_1", delta=body)
        events.append(tx, run_id, [Event(number=number, event="thread.message.delta", data=data)])


def write_runs(tx: Transaction, thread_id: str, count: int, chars: int, instructions: str = "") -> list[str]:
    """Write a thread with runs, each with so much reasoning."""
    threads.insert(tx, Thread(id=thread_id, created_at=1), 1.0)
    ids = [new_id("run") for _ in range(count)]
    for run_id in ids:
        run = Run(
            id=run_id,
            created_at=1,
            thread_id=thread_id,
            assistant_id=DEFAULT_ASSISTANT_ID,
            status="completed",
            completed_at=1,
            model="",
            instructions=instructions,
        )
        runs.insert(tx, StoredRun(run=run, expires_at=1, owner="", endpoint=None))
        if chars:
            reasoning = run_id + "x" * chars
            stored = StoredCall(run_id=run_id, number=1, model="m", reasoning=reasoning, is_finished=True)
            model_calls.save(tx, stored)
    return ids


async def compact(bench: Bench) -> list[Row]:
    """Compact the deltas of a long answer, as the caretaker does."""
    with TemporaryDirectory(prefix="bench-holding-") as folder:
        path = Path(folder) / DATA / "chat.db"
        database = Database(path)
        await database.write(write_deltas)

        async def job() -> None:
            while await database.write(lambda tx: events.compact(tx, time.time()), durable=False):
                pass

        longest = await beside(path, job)
        database.close()
    return [Row("the deltas of 64 MiB are compacted: the longest write beside it", "ms", longest, plus=WAIT_MS)]


async def read_facts(bench: Bench) -> list[Row]:
    """Read the facts of runs with much reasoning from a server."""
    with TemporaryDirectory(prefix="bench-holding-") as folder:
        database = Database(Path(folder) / DATA / "chat.db")
        ids = await database.write(lambda tx: write_runs(tx, "thread_1", RUNS, REASONING_CHARS))
        database.close()
        environ = environment_for(bench.model_url, Path(folder), NORMAL)
        async with started([str(COMMAND), "serve", "--port", "0"], environ) as server:
            query = "&".join(f"run_ids={run_id}" for run_id in ids)
            await call("GET", f"{server.url}/threads/thread_1/run_facts?run_ids={ids[0]}")
            before = peak_mb(server.pid)
            await call("GET", f"{server.url}/threads/thread_1/run_facts?{query}")
            memory = peak_mb(server.pid) - before
    name = f"the facts of {RUNS} runs with 1 MiB of reasoning each are read: memory of the server"
    return [Row(name, "MB", memory, plus=MOST_MB)]


def write_threads(tx: Transaction) -> None:
    """Write threads that begin with long messages."""
    for number in range(THREADS):
        threads.insert(tx, Thread(id=f"thread_{number}", created_at=1), number)
        message = Message(
            id=new_id("msg"),
            created_at=1,
            thread_id=f"thread_{number}",
            status="completed",
            role="user",
            content=[TextPart(text=Text(value=f"{number} words " * (FIRST_CHARS // 9)))],
        )
        messages.save(tx, message)


async def list_long(bench: Bench) -> list[Row]:
    """Read a page of threads whose first messages are long, beside one where they are short."""
    times: list[float] = []
    with TemporaryDirectory(prefix="bench-holding-") as folder:
        long, short = Path(folder) / "long", Path(folder) / "short"
        database = Database(long / DATA / "chat.db")
        await database.write(write_threads)
        database.close()
        await fill(short / DATA / "chat.db", [2] * THREADS)
        for place in (long, short):
            async with engine(bench, place) as assistants:
                longest = 1e9
                for _ in range(bench.runs):
                    begun = time.perf_counter()
                    await assistants.list_threads(ThreadQuery(limit=THREADS))
                    longest = min(longest, 1000 * (time.perf_counter() - begun))
                times.append(longest)
    name = f"a page of {THREADS} threads that begin with 1 MiB (bare: with a line)"
    return [Row(name, "ms", times[0], times[1], 2.0, LIST_MS)]


async def measure(bench: Bench) -> list[Row]:
    """Return a row for each."""
    rows: list[Row] = []
    for part in (delete_many, fork_and_delete_large, compact, read_facts, list_long):
        rows += await part(bench)
    return rows
