"""The header of a reply while it streams."""

import asyncio

from app.api.requests import CreateAssistant, CreateMessage, CreateThread, CreateThreadAndRun
from app.models.model import Answering, ModelError, ReasoningPiece
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, held, terminal


def header(t: Terminal) -> str:
    """The row above the last reply."""
    return next((row for row in reversed(t.text().split("\n")) if " Assistant  " in row and "│" not in row), "")


@requirement("reply-header.model-while-streaming")
async def test_a_streaming_reply_names_the_model_that_answers_and_not_the_one_that_was_asked_for(settings: Settings):
    gate = Gate()
    script = Script([Reply("Two ", gate, "apples.")], models=["qwen3:8b"])
    async with terminal(settings, script) as t:
        assistant = await t.assistants.create_assistant(CreateAssistant(model="gpt-4"))
        thread = CreateThread(messages=[CreateMessage(role="user", content="1 + 1?")])
        run = await t.assistants.create_thread_and_run(CreateThreadAndRun(assistant_id=assistant.id, thread=thread))
        await t.controller.open(run.thread_id)
        await t.shows("Two")
        await t.until(lambda: "qwen3:8b" in header(t), "the model")
        gate.open()
        await t.shows("Two apples.")
        await t.shows("completed")
        assert "qwen3:8b" in header(t)


@requirement("reply-header.model-while-streaming")
async def test_a_second_choice_is_named_with_its_profile_from_its_first_words_on(settings: Settings):
    gate, second_choice = Gate(), Answering("llama-70b", "groq:", "groq")
    async with terminal(settings, Script([Reply(second_choice, "Two ", gate, "apples.")])) as t:
        await t.send("1 + 1?")
        await t.until(lambda: "groq::llama-70b" in header(t), "the model")
        assert "apples" not in t.text()


@requirement("reply-header.model-while-streaming")
async def test_the_model_in_the_first_row_is_named_until_it_is_known_which_one_answers(settings: Settings):
    asked, gate = asyncio.Event(), Gate()
    script = Script([Reply(Answering("other-1", "script:"), "Two ", gate, "apples.")], models=["script-1"])
    async with terminal(settings, script, wrap=lambda assistants: held(assistants, asked, "run_facts")) as t:
        await t.until(lambda: "script-1" in t.title(), "the model in the first row")
        await t.send("1 + 1?")
        await t.shows("Two")
        assert "script-1" in header(t)
        asked.set()
        await t.until(lambda: "other-1" in header(t), "the model that answers")
        assert "apples" not in t.text()


@requirement("reply-header.above-reasoning", "reply-header.model-while-streaming")
async def test_who_thinks_is_named_above_the_line_that_counts_the_seconds(settings: Settings):
    gate = Gate()
    script = Script([Reply(ReasoningPiece("Hm"), gate, "Two apples.")], models=["script-1"])
    async with terminal(settings, script) as t:
        await t.until(lambda: "script-1" in t.title(), "the model in the first row")
        await t.send("1 + 1?")
        await t.shows("▸ Thinking")
        rows = t.text().split("\n")
        line = next(at for at, row in enumerate(rows) if "▸ Thinking" in row)
        assert rows[line - 1] == header(t)
        assert "script-1" in header(t)
        gate.open()
        await t.shows("Two apples.")
        assert t.text().count(" Assistant  ") == 1


@requirement("reply-header.above-reasoning")
async def test_the_reasoning_of_a_reply_that_a_retry_replaces_goes_with_it(settings: Settings):
    script = Script([Reply(ReasoningPiece("Hm"), "Two ", ModelError("The line is cut.")), Reply("Two apples.")])
    async with terminal(settings, script) as t:
        await t.send("1 + 1?")
        await t.shows("The line is cut.")
        await t.shows("▸ Thought")
        await t.press("f5")
        await t.shows("Two apples.")
        assert "▸ Thought" not in t.text()
        assert t.text().count(" Assistant  ") == 1
        await t.shows("completed")
    async with terminal(settings, Script()) as t:
        await t.shows("Two apples.")
        await t.until(lambda: header(t).count("script-1"), "the model, which is read with the reasoning")
        assert "▸ Thought" not in t.text()
