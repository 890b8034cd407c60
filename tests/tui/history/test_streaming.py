"""Replies as they come in."""

import asyncio
import random

import pytest

from app.api.objects import MessageIncompleteReason
from app.tui.history.pace import HOLD_S, MAX_HOLD_S, MAX_INTERVAL_S, MIN_INTERVAL_S, Pace
from tests.requirements import requirement
from tests.tui.history.fragments import FRAGMENTS
from tests.tui.history.stage import Stage, finished, opened, replied, said, stage


def written(seed: int) -> tuple[str, list[str]]:
    """Make a random text and the pieces in which it is streamed."""
    choice = random.Random(seed)
    text = "".join(choice.choice(FRAGMENTS) for _ in range(choice.randint(1, 25)))
    pieces: list[str] = []
    while text[sum(map(len, pieces)) :]:
        start = sum(map(len, pieces))
        pieces.append(text[start : start + choice.choice([1, 2, 3, 5, 17])])
    return text, pieces


def looks(s: Stage) -> list[list[tuple[str, str]]]:
    """The last message's rows with their styles."""
    document = s.history.document
    rows = document.rows(len(document.entries) - 1)
    return [[(segment.text, str(segment.style)) for segment in row.strip] for row in rows]


@requirement("history.streaming")
async def test_a_streamed_reply_looks_as_it_does_when_opened_later():
    async with stage(width=46) as s:
        for seed in range(30):
            text, pieces = written(seed)
            reply = opened()
            await s.show([])
            s.transcript.begin(reply)
            await s.stream(reply, pieces)
            s.transcript.finish(finished(reply, text))
            streamed = looks(s)
            await s.show([replied(text)])
            assert streamed == looks(s), f"seed {seed}: {text!r}"


@requirement("history.streaming")
async def test_settled_rows_are_not_built_again():
    async with stage() as s:

        def strips() -> set[int]:
            rows = s.history.document.rows(0)
            return {id(row.strip) for row in rows if "settled" in row.strip.text}

        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["settled one\n\n```python\nsettled = 2\n```\n\n", "- settled three\n- "])
        before = strips()
        await s.stream(reply, ["more", " and", " more", "\n\nand", " on"])
        assert len(before) == 3
        assert strips() == before


@requirement("history.streaming")
async def test_an_open_code_block_is_highlighted_as_it_grows():
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["```python\n"] + [f"def f{number}(): return {number}\n" for number in range(9)])
        rows = [row for row in looks(s) if any("return" in text for text, _ in row)]
        assert len(rows) == 9
        assert all(len({style for _, style in row}) > 3 for row in rows)


@requirement("history.streaming")
async def test_the_stored_message_replaces_the_streamed_text():
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["half of"])
        s.transcript.finish(finished(reply, "something else"))
        await s.settled()
        assert s.text() == ["Assistant", "something else"]
        assert s.transcript.get(reply.id) == finished(reply, "something else")


@requirement("history.streaming")
async def test_text_after_the_end_and_of_unknown_messages_is_ignored():
    async with stage() as s:
        reply = opened()
        s.transcript.write(reply.id, "before it begins")
        s.transcript.begin(reply)
        s.transcript.write(reply.id, "text")
        s.transcript.finish(finished(reply, "text"))
        s.transcript.write(reply.id, " too late")
        s.transcript.draw()
        await s.settled()
        assert s.text() == ["Assistant", "text"]


@requirement("history.streaming")
async def test_a_dropped_message_can_begin_again():
    async with stage() as s:
        reply = opened()
        await s.show([said("hi")])
        s.transcript.begin(reply)
        await s.stream(reply, ["first attempt"])
        s.transcript.drop(reply.id)
        await s.settled()
        assert s.text() == ["You", "hi"]
        assert s.transcript.get(reply.id) is None
        s.transcript.begin(reply)
        await s.stream(reply, ["second"])
        assert s.text() == ["You", "hi", "Assistant", "second"]


@requirement("history.streaming")
async def test_a_message_opened_again_begins_with_the_text_given():
    async with stage() as s:
        reply = opened()
        await s.show([finished(reply, "stored half")])
        s.transcript.begin(reply)
        await s.stream(reply, ["from the start"])
        assert s.text() == ["Assistant", "from the start"]


@requirement("history.marks")
@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("run_cancelled", "cancelled"),
        ("max_tokens", "cut off at the token limit"),
        ("content_filter", "stopped by the provider's content filter"),
    ],
)
async def test_an_incomplete_reply_says_why(reason: MessageIncompleteReason, word: str):
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["half a **wo"])
        s.transcript.finish(finished(reply, "half a **wo", reason))
        await s.settled()
        assert s.text() == ["Assistant", "half a **wo", f"— {word}"]
        await s.show([finished(reply, "half a **wo", reason)])
        assert s.text() == ["Assistant", "half a **wo", f"— {word}"]


@requirement("history.frames")
async def test_text_is_drawn_in_frames():
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        drawn: list[str] = []
        for number in range(200):
            s.transcript.write(reply.id, f"{number} ")
            await asyncio.sleep(0)
            if (row := s.text()[-1]) not in drawn:
                drawn.append(row)
        await s.until(lambda: s.text()[-1].endswith("199"))
        assert len(drawn) < 20


@requirement("history.frames")
@pytest.mark.parametrize(
    ("cost", "interval"),
    [(0.001, MIN_INTERVAL_S), (0.0065, 0.1625), (0.02, MAX_INTERVAL_S), (0.1, 0.4)],
    ids=["fast", "between", "slow", "so slow that four fifths of the time must stay free"],
)
def test_frames_are_as_far_apart_as_their_cost_demands(cost: float, interval: float):
    pace = Pace()
    pace.plan_next(100.0, cost)
    assert pace.due == pytest.approx(100.0 + interval)
    assert 6 <= 1 / MAX_INTERVAL_S < 1 / MIN_INTERVAL_S <= 10


@requirement("history.frames")
def test_keys_put_the_next_frame_off_for_a_bounded_time():
    pace = Pace()
    pace.plan_next(100.0, 0.0)
    assert pace.hold(100.1)
    assert pace.due == pytest.approx(100.1 + HOLD_S)
    for key in range(50):  # keys without a pause
        pace.hold(100.1 + key / 100)
    assert pace.due == pytest.approx(100.0 + MAX_HOLD_S)
    assert not pace.hold(100.6)


@requirement("history.frames")
@pytest.mark.parametrize("between_keys_s", [0.08, 0.1, 0.15])
def test_a_frame_that_a_key_put_off_is_in_the_middle_between_two_keys(between_keys_s: float):
    pace = Pace()
    key = 100.0
    while key < 101.0:
        pace.plan_next(key, 0.0)
        pace.due = key  # text is waiting
        assert pace.hold(key)
        assert key + 0.03 < pace.due < key + between_keys_s - 0.02
        key += between_keys_s


@requirement("history.frames")
async def test_a_frame_that_was_put_off_is_drawn():
    async with stage() as s:
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["first "])
        s.transcript.write(reply.id, "second")
        s.history.hold()
        s.history.hold()
        await s.until(lambda: s.text()[-1] == "first second")
