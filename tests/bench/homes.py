"""Prepared homes: data folders with the threads and messages that a benchmark needs, created once and cached.

They are written through the store's own tables, so they contain what the program itself would have written.
"""

import hashlib
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.api.objects import DEFAULT_ASSISTANT_ID, Message, Role, Run, Text, TextPart, Thread
from app.engine.rules.ids import new_id
from app.store import index_backlog, messages, runs, schema, threads
from app.store.database import Database
from app.store.runs import StoredRun
from app.store.transaction import Transaction
from tests.bench.bench import Bench
from tests.bench.corpus import answer, question

DATA = Path(".local", "share", "assistant-chat")
"""The data folder in a home (platformdirs on Linux)."""

START = 1_780_000_000
"""Creation time of the first thread, in Unix seconds."""

BATCH = 10_000
"""Messages per transaction, about."""
SLICES = 200
"""Slices of the index per transaction."""


class Contents(NamedTuple):
    """The contents of a home: the number of threads, with `each` messages; `newest` and `second` for the last two."""

    threads: int
    each: int = 2
    newest: int = 2
    second: int = 2

    def sizes(self) -> list[int]:
        """List the number of messages of each thread, newest last."""
        return [*[self.each] * (self.threads - 2), self.second, self.newest]


async def home(bench: Bench, contents: Contents) -> Path:
    """Create a home with these contents, or take it from the cache."""
    version = hashlib.sha256(repr(schema.MIGRATIONS).encode()).hexdigest()[:8]
    place = bench.cache / f"{'-'.join(map(str, contents))}-{version}"
    if not place.exists():
        unfinished = place.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        await fill(unfinished / DATA / "chat.db", contents.sizes())
        unfinished.rename(place)
    return place


async def fill(path: Path, sizes: Sequence[int]) -> None:
    """Write a database with threads of these sizes."""
    database = Database(path)
    try:
        first = 0
        while first < len(sizes):
            last, count = first, 0
            while last < len(sizes) and count < BATCH:
                count += sizes[last]
                last += 1
            await database.write(Threads(first, sizes[first:last]), durable=False)
            first = last
        while await database.write(index_much, durable=False):
            pass
    finally:
        database.close()


def index_much(tx: Transaction) -> bool:
    """Index what such large transactions leave for later; return whether more is left."""
    return all(index_backlog.index_some(tx) for _ in range(SLICES))


class Threads(NamedTuple):
    """Make a transaction that writes threads of these sizes; `first` is the number of the first one."""

    first: int
    sizes: Sequence[int]

    def __call__(self, tx: Transaction) -> None:
        for number, size in enumerate(self.sizes, self.first):
            write_thread(tx, number, size)


def write_thread(tx: Transaction, number: int, size: int) -> None:
    """Write a thread of `size` messages, question and answer in turn, and the run of its last answer."""
    chance = random.Random(number)
    thread = Thread(id=new_id("thread"), created_at=START + number)
    threads.insert(tx, thread, START + number)
    run = Run(
        id=new_id("run"),
        created_at=thread.created_at,
        thread_id=thread.id,
        assistant_id=DEFAULT_ASSISTANT_ID,
        status="completed",
        completed_at=thread.created_at,
        model="",
    )
    runs.insert(tx, StoredRun(run=run, expires_at=START, owner="", endpoint=None))
    for place in range(size):
        role: Role = "assistant" if place % 2 else "user"
        text = answer(chance, number, place) if place % 2 else question(chance, number, place)
        messages.save(
            tx,
            Message(
                id=new_id("msg"),
                created_at=thread.created_at,
                thread_id=thread.id,
                status="completed",
                completed_at=thread.created_at,
                role=role,
                content=[TextPart(text=Text(value=text))],
                assistant_id=DEFAULT_ASSISTANT_ID if place % 2 else None,
                run_id=run.id if place % 2 else None,
            ),
        )
