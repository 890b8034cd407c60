"""The one header of a reply that was thought about: above the line of its reasoning."""

import pytest
from msgspec import structs

from app.api.objects import Message
from app.api.run_facts import Reasoning, RunFacts
from tests.requirements import requirement
from tests.tui.history.stage import Stage, conversation, replied, said, stage

RUN = "run_1"
FACTS = [RunFacts(run_id=RUN, reasoning=[Reasoning(call=1, text="deep\nthoughts", seconds=12.4)])]


def reply(text: str) -> Message:
    """A reply of the run."""
    return structs.replace(replied(text), run_id=RUN)


def row_of(s: Stage, text: str) -> int:
    return next(y for y, row in enumerate(s.rows()) if text in row)


def chosen_text(s: Stage) -> str:
    entry = s.history.cursor.chosen
    assert entry
    return entry.source


def painted(s: Stage, y: int) -> str:
    return s.painted()[y].text


@requirement("reasoning.line", "reply-header.above-reasoning")
async def test_the_buttons_of_the_message_are_in_the_header_above_its_reasoning() -> None:
    async with stage() as s:
        await s.show([said("question"), reply("green pears")])
        s.history.reasoning.put(FACTS)
        await s.settled()
        header = row_of(s, "Assistant")
        await s.pilot.click(s.history, offset=(4, header + 1))
        assert chosen_text(s) == "green pears"
        assert "Copy" in painted(s, header)
        assert "Copy" not in painted(s, header + 1)
        await s.pilot.click(s.history, offset=(painted(s, header).index("Copy") + 1, header + 1))
        await s.until(lambda: s.app.clipboard == "green pears")


@requirement("reply-header.above-reasoning")
@pytest.mark.parametrize("row", [1, 2, 7])
async def test_the_view_stays_where_it_is_in_a_reply_whose_reasoning_comes_later(row: int) -> None:
    async with stage(height=12) as s:
        await s.show([*conversation(4), reply("\n\n".join(f"line {n}" for n in range(40))), *conversation(20, 4)])
        s.history.viewport.go(s.history.document.walk(s.history.viewport.top._replace(slot=4, row=0), row))
        s.history.show_changes()
        await s.settled()
        before = s.rows()
        s.history.reasoning.put(FACTS)
        await s.settled()
        assert s.rows() == before


@requirement("reply-header.above-reasoning")
async def test_a_message_that_is_chosen_above_the_view_comes_with_the_header_above_its_reasoning() -> None:
    async with stage(height=12) as s:
        await s.show([*conversation(4), reply("green pears"), *conversation(8, 4)])
        s.history.reasoning.put(FACTS)
        s.history.focus()
        await s.settled()
        await s.pilot.press(*["up"] * 9)
        assert chosen_text(s) == "green pears"
        header = row_of(s, "▸ Thought for 12 s") - 1
        assert "Copy" in painted(s, header)
        assert "green pears" in painted(s, header + 2)


@requirement("reply-header.above-reasoning")
async def test_a_reply_has_its_own_header_again_when_its_reasoning_is_gone() -> None:
    async with stage() as s:
        await s.show([said("question"), reply("green pears")])
        s.history.reasoning.put(FACTS)
        await s.settled()
        assert s.text() == ["You", "question", "Assistant", "▸ Thought for 12 s", "green pears"]
        s.history.reasoning.drop(RUN)
        await s.settled()
        assert s.text() == ["You", "question", "Assistant", "green pears"]
