"""What a refused request leaves: nothing, though its transaction had written before."""

import asyncio

import pytest

from app.api.errors import RequestError
from app.api.requests import CreateThreadAndRun, ThreadQuery
from tests.engine.engine_calls import OpenEngine, thread_request
from tests.requirements import requirement


@requirement("data.refused-write")
@pytest.mark.parametrize("others", [0, 5])
async def test_a_thread_is_not_left_when_the_run_on_it_is_refused(others: int, opened: OpenEngine) -> None:
    refused = CreateThreadAndRun(assistant_id="asst_unknown", thread=thread_request("Refused"))
    async with opened() as (engine, _):
        creating = [asyncio.create_task(engine.create_thread(thread_request("Kept"))) for _ in range(others)]
        with pytest.raises(RequestError):
            await engine.create_thread_and_run(refused)
        kept = {thread.id for thread in await asyncio.gather(*creating)}
        assert {listed.id for listed in (await engine.list_threads(ThreadQuery())).data} == kept
    async with opened() as (engine, _):
        assert {listed.id for listed in (await engine.list_threads(ThreadQuery())).data} == kept
