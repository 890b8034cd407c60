"""The reasoning of a run in the history."""

import asyncio
import time

import pytest
from msgspec import structs

from app.api.events import ReasoningDelta
from app.api.objects import Message
from app.api.run_facts import Reasoning, RunFacts
from app.tui.history.live import reasoning_lines
from tests.requirements import requirement
from tests.tui.history.stage import Stage, conversation, finished, opened, replied, said, stage

RUN = "run_1"


def by_run(message: Message, run_id: str = RUN) -> Message:
    """The same message, written by a run."""
    return structs.replace(message, run_id=run_id)


def think(s: Stage, text: str, seconds: float = 0.0, call: int = 1) -> None:
    """A piece of reasoning arrives."""
    s.history.reasoning.add(RUN, ReasoningDelta(call=call, text=text, seconds=seconds))


def thought(text: str, seconds: float = 12.4, call: int = 1) -> Reasoning:
    """Make the whole reasoning of a model call."""
    return Reasoning(call=call, text=text, seconds=seconds)


def facts(*reasoning: Reasoning, run_id: str = RUN) -> list[RunFacts]:
    """Make the stored facts of a run."""
    return [RunFacts(run_id=run_id, reasoning=list(reasoning))]


async def show(s: Stage, *reasoning: Reasoning, text: str = "reply") -> None:
    """Show a question and its reply, then what the run thought."""
    await s.show([said("question"), by_run(replied(text))])
    s.history.reasoning.put(facts(*reasoning))
    await s.settled()


@requirement("reasoning.line")
async def test_a_live_run_shows_one_line_that_becomes_the_past():
    async with stage() as s:
        await s.show([said("question")])
        think(s, "Let me ", 3.2)
        think(s, "see", 4.0)
        await s.settled()
        assert s.text() == ["You", "question", "Assistant", "▸ Thinking 3 s"]
        s.history.reasoning.complete(RUN, thought("Let me see"))
        reply = by_run(opened())
        s.transcript.begin(reply)
        await s.stream(reply, ["hello"])
        s.transcript.finish(by_run(finished(reply, "hello")))
        await s.settled()
        assert s.text() == ["You", "question", "Assistant", "▸ Thought for 12 s", "hello"]


@requirement("reasoning.line")
async def test_the_seconds_are_counted_while_it_thinks_and_no_longer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reasoning_lines, "TICK_S", 0.01)
    async with stage() as s:
        think(s, "Hm", 59.0)
        await s.until(lambda: "▸ Thinking 1 min 0 s" in s.text())
        s.history.reasoning.complete(RUN, thought("Hm", 61.0))
        await s.settled()
        assert s.text() == ["Assistant", "▸ Thought for 1 min 1 s"]
        assert timers() == 0


def timers() -> int:
    """The number of timers of the loop that are waiting to count a second."""
    loop = asyncio.get_running_loop()
    waiting: list[asyncio.TimerHandle] = getattr(loop, "_scheduled")  # noqa: B009 -- asyncio has no public list
    return sum("ReasoningLines" in repr(timer) for timer in waiting if not timer.cancelled())


@requirement("reasoning.line")
async def test_there_is_one_timer_at_most_and_none_when_nothing_thinks():
    async with stage() as s:
        assert timers() == 0
        for number in range(20):
            think(s, "x", number)
        assert timers() == 1
        s.history.reasoning.stop(RUN)
        assert timers() == 0
        think(s, "y", 1, call=2)
        assert timers() == 1
        s.history.reasoning.drop_unfinished(RUN)
        assert timers() == 0


@requirement("reasoning.line")
async def test_a_stored_run_shows_its_line_below_the_header_of_its_reply_and_nothing_moves():
    async with stage(height=12) as s:
        page = [
            *conversation(20),
            said("q"),
            by_run(replied("first")),
            by_run(replied("second")),
            *conversation(20, 20),
        ]
        await s.show(page)
        await s.scroll(-9)
        before = s.rows()
        s.history.reasoning.put(facts(thought("deep")))
        await s.settled()
        assert s.rows() == before
        s.history.action_scroll_home()
        texts = [row.strip.text.strip() for slot in range(44) for row in s.history.document.rows(slot)]
        line = texts.index("▸ Thought for 12 s")
        assert texts[line - 1 : line + 2] == ["Assistant", "▸ Thought for 12 s", "first"]
        assert texts[texts.index("second") - 1] == "Assistant"
        assert texts.count("▸ Thought for 12 s") == 1


@requirement("reasoning.line")
async def test_the_calls_of_a_run_are_one_line():
    async with stage() as s:
        await show(s, thought("one", 2), thought("two", 3, call=2))
        assert s.text() == ["You", "question", "Assistant", "▸ Thought for 5 s", "reply"]
        s.history.focus()
        await s.pilot.press("up", "up", "space")
        assert s.text()[2:] == ["Assistant", "▾ Thought for 5 s", "one", "two", "reply"]


@requirement("reasoning.opened")
async def test_space_and_a_click_open_and_close_it():
    async with stage() as s:
        await show(s, thought("**deep**\nand \x1b[31mred"))
        closed = s.rows()
        s.history.focus()
        await s.pilot.press("up", "up", "space")
        assert s.text()[3:6] == ["▾ Thought for 12 s", "**deep**", "and red"]
        y = s.rows().index("**deep**")
        (part,) = [part for part in s.history.render_line(y) if "deep" in part.text]
        (plain,) = [part for part in s.history.render_line(1) if "question" in part.text]
        assert part.style
        assert plain.style
        assert part.style.color != plain.style.color
        await s.pilot.press("space")
        assert s.rows() == closed
        for expected in ("▾", "▸"):
            y = next(y for y, row in enumerate(s.rows()) if "Thought" in row)
            await s.pilot.click(s.history, offset=(3, y + 1))
            assert s.rows()[y].startswith(expected)


@requirement("reasoning.opened")
async def test_an_open_line_grows():
    async with stage() as s:
        think(s, "one ", 1)
        await s.settled()
        s.history.focus()
        await s.pilot.press("up", "space")
        think(s, "two", 2)
        s.history.reasoning.complete(RUN, thought("one two\nthree", 3))
        await s.settled()
        assert s.text() == ["Assistant", "▾ Thought for 3 s", "one two", "three"]


@requirement("reasoning.not-copied")
async def test_it_is_never_copied_with_messages():
    async with stage() as s:
        await show(s, thought("secret"), text="```\ncode\n```")
        s.history.focus()
        await s.pilot.press("y")
        assert s.app.clipboard == "```\ncode\n```"
        await s.pilot.press("up", "up", "space", "y")
        assert "secret" in s.text()
        assert s.app.clipboard == "```\ncode\n```"
        await s.pilot.press("Y")
        assert "secret" not in s.app.clipboard
        s.app.screen.text_select_all()
        selected = s.app.screen.get_selected_text()
        assert selected is not None
        assert "secret" not in selected
        assert "question" in selected


@requirement("reasoning.taken-over")
async def test_another_attempt_drops_what_is_unfinished():
    async with stage() as s:
        await s.show([said("question")])
        think(s, "half a thou")
        s.history.reasoning.drop_unfinished(RUN)
        await s.settled()
        assert s.text() == ["You", "question"]
        think(s, "again", 2)
        s.history.reasoning.complete(RUN, thought("again", 2))
        think(s, "unfinished", call=2)
        s.history.reasoning.drop_unfinished(RUN)
        think(s, "again", 2)  # the events of the first call are told again
        await s.settled()
        assert s.text() == ["You", "question", "Assistant", "▸ Thought for 2 s"]
        s.history.focus()
        await s.pilot.press("up", "space")
        assert s.text()[2:] == ["Assistant", "▾ Thought for 2 s", "again"]


@requirement("reasoning.bounded")
async def test_a_megabyte_costs_little_until_it_is_read():
    async with stage() as s:
        await s.show([said("question")])
        began = time.process_time()
        for _ in range(10_000):
            think(s, "thought " * 12 + "\n", 1)
        s.history.reasoning.complete(RUN, thought(("thought " * 12 + "\n") * 10_000))
        await s.settled()
        assert len(s.history.document.rows(1)) == 3  # the header, the line and a blank row
        s.history.focus()
        await s.pilot.press("up", "space")
        rows = len(s.history.document.rows(1))
        assert 200 < rows < 1000
        assert time.process_time() - began < 5.0
        await s.pilot.press("space")
        assert rows < len(s.history.document.rows(1)) < 3000
