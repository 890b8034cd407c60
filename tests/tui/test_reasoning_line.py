"""The reasoning of runs in the terminal app: as it arrives, and when a thread is opened again."""

from app.models.model import ReasoningPiece, TextWasReasoning
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("reasoning.line")
async def test_reasoning_is_shown_while_it_goes_on_and_after(settings: Settings):
    thinking, answering = Gate(), Gate()
    steps = (ReasoningPiece("Six sevens"), thinking, ReasoningPiece(" are 42."), "It is ", answering, "42.")
    async with terminal(settings, Script([Reply(*steps)])) as t:
        await t.send("What is 6 × 7?")
        await t.shows("▸ Thinking 1 s")
        assert "Six sevens" not in t.text()
        thinking.open()
        await t.shows("It is")
        await t.shows("▸ Thought for 1 s")
        answering.open()
        await t.shows("It is 42.")
        rows = [row.strip(" │▌") for row in t.text().split("\n")]
        line = next(at for at, row in enumerate(rows) if "▸ Thought for 1 s" in row)
        assert "Assistant" in rows[line - 1]
        assert "It is 42." in rows[line + 1]


@requirement("reasoning.line", "reasoning.opened", "reasoning.not-copied")
async def test_reasoning_is_there_when_the_thread_is_opened_again(settings: Settings):
    async with terminal(settings, Script([Reply(ReasoningPiece("Six sevens are 42."), "It is 42.")])) as t:
        await t.send("What is 6 × 7?")
        await t.shows("It is 42.")
        await t.shows("completed")
    async with terminal(settings, Script()) as t:
        await t.shows("▸ Thought for 1 s")
        assert "Six sevens" not in t.text()
        t.history.focus()
        await t.press("up", "up", "space")
        await t.shows("Six sevens are 42.")
        await t.press("y")
        assert t.app.clipboard == "It is 42."
        assert "sevens" not in t.title()


@requirement("reasoning.line")
async def test_a_run_of_reasoning_alone_shows_its_line(settings: Settings):
    async with terminal(settings, Script([Reply(ReasoningPiece("Six sevens"))])) as t:
        await t.send("What is 6 × 7?")
        await t.shows("▸ Thought for 1 s")
    async with terminal(settings, Script()) as t:
        await t.shows("▸ Thought for 1 s")


@requirement("streams.text-was-reasoning", "reasoning.line")
async def test_text_that_was_reasoning_leaves_the_reply(settings: Settings):
    thinking, answering = Gate(), Gate()
    reply = Reply("Six sevens are 42.", thinking, TextWasReasoning(), "It is ", answering, "42.")
    async with terminal(settings, Script([reply])) as t:
        await t.send("What is 6 × 7?")
        await t.shows("Six sevens")
        thinking.open()
        await t.shows("It is")
        await t.shows("▸ Thought for 1 s")
        assert "Six sevens" not in t.text()
        answering.open()
        await t.shows("It is 42.")
        t.history.focus()
        await t.press("y")
        assert t.app.clipboard == "It is 42."
