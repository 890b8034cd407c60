"""Model calls that belong to no stored run, for titles and summaries: they are counted, and said to be that."""

import asyncio
import io
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from app.api.conversation.summarizing import NoSummaryError, Summarizer
from app.api.endpoints import Origin
from app.api.objects import DEFAULT_ASSISTANT_ID, Usage
from app.api.operations.usage_sums import UsageQuery
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun, Page
from app.api.services import Assistants, Services
from app.engine import open_engine
from app.headless.lists.usage_table import print_usage
from app.models.endpoints.addresses import endpoint_at
from app.models.model import Finished, ModelError
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement

DEADLINE_S = 30.0


def spent(text: str, prompt: int, completion: int, cached: int = 0) -> Reply:
    usage = Usage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)
    return Reply(text, Finished("stop", usage, cached_tokens=cached))


@requirement("usage.titles-and-summaries")
async def test_titles_and_summaries_are_counted_but_are_no_runs(settings: Settings) -> None:
    script = Script(
        [
            spent("Red.", 1000, 10),
            spent("Apples", 200, 3, cached=500),
            spent("They spoke of apples.", 400, 20),
            Reply("They", ModelError("No more credit.")),
        ],
        models=["gpt-4o"],
        endpoint=endpoint_at("https://api.openai.com/v1", Origin.ENVIRONMENT),
    )

    @asynccontextmanager
    async def opened() -> AsyncGenerator[Assistants]:
        titled = replace(settings, titles=True)
        async with asyncio.timeout(DEADLINE_S), open_engine(titled, script, reclaims=False, for_person=True) as engine:
            yield engine

    @asynccontextmanager
    async def services() -> AsyncGenerator[Services]:
        async with opened() as engine:
            yield Services(engine, script)

    thread = CreateThread(messages=[CreateMessage(role="user", content="Apples?")])
    async with opened() as engine:  # leaving waits for the title
        run = await engine.create_thread_and_run(CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread))
        async for _ in engine.follow(run.thread_id, run.id):
            pass
    async with opened() as engine:
        async for _ in Summarizer(engine, DEFAULT_ASSISTANT_ID, "").summarize(run.thread_id):
            pass
        with pytest.raises(NoSummaryError):
            async for _ in Summarizer(engine, DEFAULT_ASSISTANT_ID, "").summarize(run.thread_id):
                pass
        rows = (await engine.usage(UsageQuery(thread_id=run.thread_id))).data
        assert [
            (one.purpose, one.calls, one.unreported_calls, one.prompt_tokens, one.cached_tokens) for one in rows
        ] == [
            ("", 1, 0, 1000, 0),
            ("summary", 1, 0, 400, 0),
            ("summary", 1, 1, 0, 0),
            ("title", 1, 0, 200, 200),
        ]
        assert all(one.cost_usd for one in rows if not one.unreported_calls)
        now = int(time.time())
        of_days = (await engine.usage(UsageQuery(days=[now - 86_400, now + 60]))).data
        assert [replace(one, day=0) for one in of_days] == rows
        assert [one.id for one in (await engine.list_runs(run.thread_id, Page())).data] == [run.id]
    out = io.StringIO()
    await print_usage(services, run.thread_id, "", False, out, io.StringIO())
    lines = out.getvalue().splitlines()
    assert lines[2].split()[:5] == ["openai::gpt-4o", "(for", "summaries)", "1", "400"]
    assert lines[-1].split()[:4] == ["TOTAL", "4", "1,600", "33"]
    async with opened() as engine:
        await engine.delete_thread(run.thread_id)
        assert (await engine.usage(UsageQuery(days=[now - 86_400, now + 60]))).data == []
