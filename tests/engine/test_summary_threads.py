"""Threads that are only there for a summary: they are in no list and get no title, and none is left for long."""

import asyncio

from msgspec.structs import replace

from app.api.conversation.thread_settings import SUMMARY_KEY
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateRun, CreateThread, ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement


@requirement("context.compact")
async def test_a_thread_for_a_summary_is_in_no_list_and_gets_no_title(settings: Settings) -> None:
    script = Script(["A summary.", "A title."])
    wanting = replace(settings, titles=True)
    async with asyncio.timeout(DEADLINE_S), open_engine(wanting, script, reclaims=False, for_person=True) as engine:
        thread = await engine.create_thread(CreateThread(metadata={SUMMARY_KEY: "thread_1"}))
        messages = [CreateMessage(role="user", content="Summarize apples.")]
        run = await engine.create_run(
            thread.id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=messages)
        )
        async for _ in engine.follow(thread.id, run.id):
            pass
        assert (await engine.get_run(thread.id, run.id)).status == "completed"
        assert (await engine.list_threads(ThreadQuery())).data == []
        assert (await engine.list_threads(ThreadQuery(q="apples"))).data == []
    assert len(script.requests) == 1, "leaving waits for titles"
