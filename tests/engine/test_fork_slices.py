"""A long fork is copied in slices, with rests in which other processes write."""

import sqlite3
import time
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import pytest

from app.api.requests import ForkThread, Page, ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.bench.homes import fill
from tests.requirements import requirement

MESSAGES, MAX_ROWS = 1_000, 300


class Slice(NamedTuple):
    """A transaction that copied messages: when it began to copy and to commit, and the rows that it changed."""

    begun: float
    ended: float
    rows: int


slices: list[Slice] = []


class Watched(sqlite3.Connection):
    """A connection that notes its slices."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportArgumentType] - passed on as they came
        self._begun = self._rows = 0.0
        self.set_trace_callback(self._see)

    def _see(self, sql: str) -> None:
        if sql.startswith("begin"):
            self._rows = self.total_changes
        elif sql.startswith("with copies"):
            self._begun = time.monotonic()
        elif sql == "commit" and self._begun:
            slices.append(Slice(self._begun, time.monotonic(), self.total_changes - int(self._rows)))
            self._begun = 0.0


@requirement("branches.no-hold-up")
async def test_a_long_fork_rests_longer_than_it_holds_the_lock(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(settings.data_dir / "chat.db", [2, MESSAGES])
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Watched))
    slices.clear()
    async with open_engine(settings, Script(), reclaims=False) as engine:
        thread_id = (await engine.list_threads(ThreadQuery())).data[0].id
        last = (await engine.list_messages(thread_id, Page(limit=1))).data[0]
        branch = await engine.fork_thread(thread_id, ForkThread(message_id=last.id))
        newest = (await engine.list_messages(branch.id, Page(limit=1))).data[0]
        assert newest.text == last.text
    assert len(slices) >= MESSAGES / MAX_ROWS
    assert max(one.rows for one in slices) <= MAX_ROWS
    for one, following in pairwise(slices):
        assert following.begun - one.ended >= one.ended - one.begun
