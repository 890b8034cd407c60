"""The facts of many runs with much reasoning: a few megabytes at a time here, one page over HTTP."""

from pathlib import Path

import httpx2
import pytest

from app.api.operations.runs import read_facts
from app.api.run_facts import RunFacts
from app.models.script import Script
from app.store import model_calls
from app.store.database import Database
from app.store.model_calls import MAX_REASONING_BYTES, StoredCall
from app.store.transaction import Transaction
from tests.bench.holding import REASONING_CHARS, write_runs
from tests.requirements import requirement
from tests.server.running import running

RUNS = 11
MANY_CALLS = 10
THREAD = "thread_1"


def write(tx: Transaction) -> list[str]:
    """Write runs with a megabyte of reasoning each; the last one has ten calls with as much."""
    ids = write_runs(tx, THREAD, RUNS, REASONING_CHARS)
    for number in range(2, MANY_CALLS + 1):
        text = "y" * REASONING_CHARS
        model_calls.save(tx, StoredCall(run_id=ids[-1], number=number, model="m", reasoning=text, is_finished=True))
    return ids


def check(facts: list[RunFacts], ids: list[str]) -> None:
    """Check that these are the whole facts of the runs."""
    assert [one.run_id for one in facts] == ids
    assert all(one.reasoning[0].text == one.run_id + "x" * REASONING_CHARS for one in facts)
    last = facts[ids.index(max(ids, key=lambda run_id: len(facts[ids.index(run_id)].calls)))]
    assert len(last.calls) == MANY_CALLS
    assert sum(len(one.text) for one in last.reasoning) == MAX_REASONING_BYTES


@pytest.mark.asyncio
@requirement("bounds.facts")
async def test_facts_are_read_some_at_a_time_and_sent_as_one_page(tmp_path: Path) -> None:
    database = Database(tmp_path / "data" / "chat.db")
    ids = await database.write(write)
    database.close()
    asked = [ids[-1], *ids[:-1]]
    async with running(tmp_path, Script()) as server:
        first = await server.assistants.run_facts(THREAD, asked)
        assert (first.data[0].run_id, first.has_more) == (asked[0], True)
        assert len(first.data) < RUNS / 2
        check(await read_facts(server.assistants, THREAD, asked), asked)
        async with httpx2.AsyncClient(base_url=server.url, timeout=60) as http:
            params = {"run_ids": ["run_unknown", *asked, asked[0]]}
            page = (await http.get(f"/threads/{THREAD}/run_facts", params=params)).raise_for_status().json()
        assert (page["first_id"], page["last_id"], page["has_more"]) == (asked[0], asked[-1], False)
        assert [one["run_id"] for one in page["data"]] == asked
        assert [len(one["reasoning"][0]["text"]) for one in page["data"]] == [len(ids[0]) + REASONING_CHARS] * RUNS
