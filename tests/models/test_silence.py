"""A server that says nothing more: progress is text, reasoning or calls, and nothing else."""

import asyncio
import time

import pytest
from msgspec.structs import replace

from app.models.connected import ConnectedModels
from app.models.model import ModelError, Piece
from app.models.script import Gate, Pause
from app.models.timeouts import ModelTimeouts
from app.settings import Settings
from tests.fake_model import DONE, FakeModel, Head, Step, event
from tests.models.asking import request_of, text_of
from tests.requirements import requirement

SILENCE_S = 0.3
SIGNS_OF_LIFE: dict[str, bytes] = {
    "empty deltas": event({}),
    "empty texts": event({"content": ""}),
    "only the role": event({"role": "assistant"}),
    "comments": b": keep-alive\n\n",
    "blank lines": b"\n",
    "no choices": b'data: {"choices":[]}\n\n',
    "usage": b'data: {"choices":[],"usage":{"total_tokens":5}}\n\n',
    "nothing new of a call": event({"tool_calls": [{"index": 0, "function": {"arguments": ""}}]}),
    "a line that does not end": b"x",
}


async def ask(settings: Settings, *steps: Step) -> tuple[list[Piece], ModelError | None]:
    pieces: list[Piece] = []
    async with FakeModel([[Head(), *steps]]) as server:
        models = ConnectedModels(
            replace(settings, base_url=server.base_url, model="m"),
            {},
            timeouts=ModelTimeouts(silence=SILENCE_S, ending=SILENCE_S),
        )
        try:
            async for piece in models.stream(request_of(model="m")):
                pieces.append(piece)
        except ModelError as error:
            return pieces, error
        finally:
            await models.close()
    return pieces, None


@requirement("streams.silence")
@pytest.mark.parametrize("sign", SIGNS_OF_LIFE)
async def test_signs_of_life_are_no_progress(settings: Settings, sign: str) -> None:
    call = event({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}}]})
    endless = [step for _ in range(400) for step in (SIGNS_OF_LIFE[sign], Pause(0.05))]
    async with asyncio.timeout(10):
        pieces, error = await ask(settings, event({"content": "Hel"}), call, *endless)
    assert text_of(pieces) == "Hel"
    assert error is not None
    assert "nothing new came for 0.3 s" in str(error)


@requirement("streams.silence")
async def test_before_the_first_word_there_is_no_limit(settings: Settings) -> None:
    waiting = [step for _ in range(12) for step in (event({}), Pause(SILENCE_S / 4))]
    pieces, error = await ask(settings, Pause(2 * SILENCE_S), *waiting, event({"content": "Hello"}, "stop"), DONE)
    assert (text_of(pieces), error) == ("Hello", None)


@requirement("streams.silence")
async def test_a_slow_answer_goes_on_as_long_as_there_is_progress(settings: Settings) -> None:
    slow = [step for letter in "Hello" for step in (event({"content": letter}), Pause(SILENCE_S / 2))]
    pieces, error = await ask(settings, *slow, event({}, "stop"), DONE)
    assert (text_of(pieces), error) == ("Hello", None)


@requirement("streams.silence", "streams.odd-fields")
async def test_an_answer_that_is_complete_does_not_wait_for_the_end_of_the_stream(settings: Settings) -> None:
    begun = time.monotonic()
    pieces, error = await ask(settings, event({"content": "Hello"}, "stop"), Gate())
    assert (text_of(pieces), error) == ("Hello", None)
    assert time.monotonic() - begun < 20 * SILENCE_S


def watches() -> int:
    """The number of timers of the loop that wait to end a silent answer."""
    loop = asyncio.get_running_loop()
    waiting: list[asyncio.TimerHandle] = getattr(loop, "_scheduled")  # noqa: B009 -- asyncio has no public list
    return sum("SilenceWatch" in repr(timer) for timer in waiting if not timer.cancelled())


@requirement("streams.silence")
async def test_all_reads_of_an_answer_share_one_timer_and_leave_none(settings: Settings) -> None:
    letters = [step for letter in "Hello" for step in (event({"content": letter}), Pause(0.02))]
    async with FakeModel([[Head(), *letters, event({}, "stop"), DONE]]) as server:
        models = ConnectedModels(replace(settings, base_url=server.base_url, model="m"), {})
        seen = [watches() async for _ in models.stream(request_of(model="m"))]
        assert set(seen) == {0, 1}  # none before the first word
        assert watches() == 0
        await models.close()
