"""A long text is written while it comes and is in memory once; it is kept, found and deleted like any other."""

import asyncio
import sqlite3
import sys
from contextlib import closing

import pytest

from app.api.events import MessageDelta, RunStepDelta, TextPartDelta
from app.api.objects import RefusalPart, TextPart
from app.api.requests import CreateMessage, CreateThread, ModifyMessage, Page, ThreadQuery
from app.engine.engine import Engine
from app.models.model import CallPiece, ModelError, RefusalPiece, TextPiece, TextWasReasoning
from app.models.script import Reply, Script
from app.settings import Settings
from tests.behaviour.run_requests import TOOLS, run_request
from tests.engine.engine_calls import OpenEngine, list_texts, read_events, run_to_end, thread_and_run_request
from tests.engine.other_process import DEADLINE_S, StartProcess
from tests.engine.process import LONG_PART, LONG_PARTS
from tests.requirements import requirement

MIB = 2**20


def long_rows(settings: Settings) -> int:
    """Count the rows of long texts on disk."""
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as database:
        return database.execute("select count(*) from long_texts").fetchone()[0]


async def chars_on_disk(engine: Engine, thread_id: str, run_id: str, chars: int) -> None:
    """Wait until so much text of a run of another process is on disk."""
    async with asyncio.timeout(DEADLINE_S):
        async for event in engine.follow(thread_id, run_id):
            if isinstance(event.data, MessageDelta):
                chars -= sum(
                    len(part.text.value) for part in event.data.delta.content if isinstance(part, TextPartDelta)
                )
                if chars <= 0:
                    return


@requirement("runs.long-texts", "runs.floods")
async def test_an_answer_of_64_mb_takes_little_memory_and_disk_and_is_cancelled_at_once(settings: Settings) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.engine.flood", str(settings.data_dir), "64", stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(4 * DEADLINE_S):
        printed, _ = await process.communicate()
    grown, seconds, sent, stored = printed.decode().split()
    assert int(grown) < 100
    assert float(seconds) < 2
    assert int(sent) == int(stored) > 60 * MIB
    size = sum(path.stat().st_size for path in settings.data_dir.iterdir() if path.is_file())
    assert size < 3 * int(sent)


@requirement("runs.long-texts")
@pytest.mark.parametrize("megabytes", [1, 3, 20])
async def test_one_huge_piece_becomes_several_events(megabytes: int, opened: OpenEngine) -> None:
    text = "0123456789" * (megabytes * 10**5)
    async with opened(Script([Reply(TextPiece(text), "End.")])) as (engine, _):
        run, events = await run_to_end(engine, run_request())
        stored = await list_texts(engine, run.thread_id)
    assert stored[1] == ("assistant", "completed", f"{text}End.")
    deltas = [event.data for event in events if isinstance(event.data, MessageDelta)]
    assert len(deltas) > megabytes
    last = next(event.data for event in events if event.event == "thread.message.completed")
    assert getattr(last, "text", "") == f"{text}End."


@requirement("runs.long-texts")
async def test_one_huge_fragment_of_arguments_becomes_several_events(opened: OpenEngine) -> None:
    arguments = '{"at": "' + "x" * 5 * 10**6 + '"}'
    async with opened(Script([Reply(CallPiece(0, "look", arguments))])) as (engine, _):
        thread = await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hi")]))
        run = await engine.create_run(thread.id, run_request(tools=TOOLS))
        fragments = 0
        async for event in engine.follow(thread.id, run.id):
            fragments += isinstance(event.data, RunStepDelta)
            if event.event == "thread.run.requires_action":
                break
        action = (await engine.get_run(thread.id, run.id)).required_action
    assert fragments > 4
    assert action is not None
    assert action.submit_tool_outputs.tool_calls[0].function.arguments == arguments


@requirement("runs.long-texts")
async def test_a_long_text_with_a_refusal_is_kept_in_its_parts(opened: OpenEngine) -> None:
    reply = Reply(RefusalPiece("No. " * MIB), TextPiece("But " * MIB), RefusalPiece("Never."))
    async with opened(Script([reply])) as (engine, _):
        run, _ = await run_to_end(engine, run_request())
        message = (await engine.list_messages(run.thread_id, Page(order="asc"))).data[1]
    match message.content:
        case [RefusalPart(refusal=refusal), TextPart(text=text)]:
            assert refusal == "No. " * MIB + "Never."
            assert text.value == "But " * MIB
        case _:
            raise AssertionError(message.content)


@requirement("runs.long-texts")
async def test_a_long_message_is_found_listed_changed_and_deleted(settings: Settings, opened: OpenEngine) -> None:
    text = "A remarkable beginning. " + "and so on " * 2 * 10**6
    async with opened(Script([Reply(TextPiece(text)), Reply(TextPiece(text)), "Short."])) as (engine, script):
        thread = await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hi")]))
        for _ in range(3):
            run = await engine.create_run(thread.id, run_request())
            await read_events(engine, thread.id, run.id)
        for word in ("remarkable", "rk"):
            found = (await engine.list_threads(ThreadQuery(q=word))).data
            assert [row.match for row in found] == [text[:120].strip()]
        pages, after = list[list[int]](), None
        while True:
            page = await engine.list_messages(thread.id, Page(order="asc", after=after))
            pages.append([len(message.text) for message in page.data])
            if not page.has_more:
                break
            after = page.last_id
        assert pages == [[2, len(text)], [len(text)], [6]]
        message = (await engine.list_messages(thread.id, Page(order="asc", limit=2))).data[1]
        await engine.modify_message(thread.id, message.id, ModifyMessage(metadata={"kept": "yes"}))
        message = await engine.get_message(thread.id, message.id)
        assert (message.text, message.metadata) == (text, {"kept": "yes"})
        assert sum(len(message.text) for message in script.requests[-1].messages) < len(text)
        await engine.delete_message(thread.id, message.id)
        left = await engine.list_messages(thread.id, Page(order="desc"))
        assert [len(message.text) for message in left.data] == [6, len(text)]
        assert long_rows(settings) > 0
        await engine.delete_thread(thread.id)
        assert (await engine.list_threads(ThreadQuery(q="remarkable"))).data == []
        async with asyncio.timeout(DEADLINE_S):
            while long_rows(settings):  # noqa: ASYNC110 - rows in a file are no event
                await asyncio.sleep(0.01)


@requirement("runs.long-texts", "runs.survive-a-kill")
@pytest.mark.parametrize("next_reply", [Reply(ModelError("Broken.")), "Whole."])
async def test_a_long_text_of_a_killed_process_is_kept_until_the_next_attempt_is_whole(
    next_reply: Reply | str, settings: Settings, start: StartProcess, opened: OpenEngine
) -> None:
    whole = LONG_PART * LONG_PARTS
    async with start("long") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=False) as (engine, _):
            await chars_on_disk(engine, thread_id, run_id, len(whole))
        await other.kill()
    assert long_rows(settings) > 1
    async with opened(Script([next_reply])) as (engine, _):
        await read_events(engine, thread_id, run_id)
        (_, (_, status, text)) = await list_texts(engine, thread_id)
    if isinstance(next_reply, str):
        assert (status, text) == ("completed", "Whole.")
        assert long_rows(settings) == 0
    else:
        assert (status, text) == ("incomplete", whole)


@requirement("runs.long-texts", "streams.text-was-reasoning")
async def test_a_long_text_that_was_reasoning_leaves_the_message(settings: Settings, opened: OpenEngine) -> None:
    reply = Reply(TextPiece("Thought. " * 200_000), TextWasReasoning(), TextPiece("Said."))
    async with opened(Script([reply])) as (engine, _):
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        await read_events(engine, run.thread_id, run.id)
        assert (await list_texts(engine, run.thread_id))[1] == ("assistant", "completed", "Said.")
        (facts,) = (await engine.run_facts(run.thread_id, [run.id])).data
    assert facts.reasoning[0].text.startswith("Thought. " * 100_000)
    assert long_rows(settings) == 0
