"""The reasoning of stored runs, when a thread is opened again and when others add to it."""

import pytest
from msgspec import structs

from app.api.requests import CreateMessage
from app.models.model import Finished, ReasoningPiece
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.elsewhere import end, look, say
from tests.tui.terminal import terminal

ONLY_REASONING = "The budget of the model went on thinking"
PAGE = 50


@requirement("ask.only-reasoning", "reasoning.line")
@pytest.mark.parametrize("last", [Finished("stop"), Finished("length")])
async def test_a_reopened_thread_says_that_its_reply_is_reasoning_alone(last: Finished, settings: Settings) -> None:
    async with terminal(settings, Script([Reply(ReasoningPiece("So much to think of."), last)])) as t:
        await t.send("Hello")
        await t.shows(ONLY_REASONING)
    async with terminal(settings, Script()) as t:
        await t.shows("▸ Thought for 1 s")
        await t.shows(ONLY_REASONING)
        asked = t.thread_id
        await t.press("ctrl+n")
        await t.shows_not(ONLY_REASONING)
        await t.controller.open(asked)
        await t.shows(ONLY_REASONING)


@requirement("ask.only-reasoning")
async def test_a_reply_with_text_says_nothing_of_a_budget(settings: Settings) -> None:
    async with terminal(settings, Script([Reply(ReasoningPiece("Six sevens."), "42.")])) as t:
        await t.send("Hello")
        await t.shows("42.")
    async with terminal(settings, Script()) as t:
        await t.shows("▸ Thought for 1 s")
        assert ONLY_REASONING not in t.text()


@requirement("reasoning.opened", "windows.live")
async def test_an_opened_line_stays_open_when_others_add_to_the_thread(settings: Settings) -> None:
    script = Script([Reply(ReasoningPiece("Six sevens are 42."), "It is 42."), "Nobody."])
    async with terminal(settings, script) as t:
        await t.send("What is 6 × 7?")
        await t.shows("It is 42.")
        await t.shows("completed")
        t.history.focus()
        await t.press("up", "up", "space")
        await t.shows("Six sevens are 42.")
        run = await say(t, t.thread_id, "Who asks?")
        await look(t)
        assert "Six sevens are 42." in t.text()
        await end(t, run)
        await t.shows("Nobody.")
        assert t.text().count("Six sevens are 42.") == 1
        assert t.text().count("▾ Thought for 1 s") == 1


@requirement("reasoning.line")
async def test_the_line_of_a_run_stands_above_its_first_message_on_an_older_page(settings: Settings) -> None:
    async with terminal(settings, Script([Reply(ReasoningPiece("Six sevens are 42."), "It is 42.")])) as t:
        await t.send("What is 6 × 7?")
        await t.shows("It is 42.")
        await t.shows("completed")
        for at in range(PAGE):
            await t.assistants.create_message(t.thread_id, CreateMessage(role="user", content=f"Later {at}."))
    async with terminal(settings, Script()) as t:
        await t.shows(f"Later {PAGE - 1}.")
        assert not any("reasoning" in entry.message.id for entry in t.history.document.entries)
        t.history.focus()
        await t.press("g")
        await t.shows("▸ Thought for 1 s")
        assert ONLY_REASONING not in t.text()
        ids = [entry.message.id for entry in t.history.document.entries]
        line = next(at for at, one in enumerate(ids) if one.startswith("reasoning "))
        assert t.history.document.entries[line + 1].message.text == "It is 42."


@requirement("reasoning.line")
async def test_a_line_moves_above_a_message_of_its_run_that_comes_with_an_older_page(settings: Settings) -> None:
    """One run with two messages: the tool call lies between them, and so does the edge of a page."""
    async with terminal(settings, Script([Reply(ReasoningPiece("Six sevens are 42."), "It is 42.")])) as t:
        await t.send("What is 6 × 7?")
        await t.shows("It is 42.")
        await t.shows("completed")
        document, lines = t.history.document, t.history.reasoning
        stored = [entry.message for entry in document.entries if entry.is_message]
        facts = await t.assistants.run_facts(t.thread_id, [stored[-1].run_id or ""])
        second = CreateMessage(role="assistant", content="And more.")
        more = await t.assistants.create_message(t.thread_id, second)
        t.history.transcript.show([structs.replace(more, run_id=stored[-1].run_id)], more=True)
        lines.put(facts.data)
        t.history.transcript.prepend(stored, more=False)
        lines.put(facts.data)
        texts = [entry.message.text for entry in document.entries]
        assert texts == ["What is 6 × 7?", "", "It is 42.", "And more."]
