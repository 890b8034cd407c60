"""Floods: past a bound the call fails with a sentence, what came is kept, and everything else goes on meanwhile."""

import asyncio
import gzip
import time
import tracemalloc

import pytest

from app.models.chat.reading.stream import ChatStream
from app.models.model import CallPiece, ModelError, Piece
from app.models.script import Gate
from tests.fake_model import DONE, Answer, FakeModel, Head, Json, Step, event, raw, refuse, say
from tests.model_cases.plays import FLOODS
from tests.models.asking import reasoning_of, request_of, text_of
from tests.models.connected import Connect
from tests.requirements import requirement

MIB = 2**20
GAP_S = 0.5
"""The longest time for which the loop may be away."""


async def ask(connect: Connect, answer: Answer, path: str = "") -> tuple[list[Piece], ModelError | None, float]:
    """Ask; return the pieces, the error behind them, and for how long the loop was away in seconds."""
    pieces: list[Piece] = []
    longest = 0.0
    problem: ModelError | None = None

    async def watch() -> None:
        nonlocal longest
        while True:
            before, worked = time.monotonic(), time.process_time()
            await asyncio.sleep(0.001)
            # What this process took at most: while a machine does other work, time passes without a fault of ours.
            longest = max(longest, min(time.monotonic() - before, time.process_time() - worked))

    async with FakeModel([answer, answer], at=path) as server, connect(server) as models:
        await models.prepare()
        watching = asyncio.create_task(watch())
        try:
            async with asyncio.timeout(60):
                async for piece in models.stream(request_of()):
                    pieces.append(piece)
        except ModelError as error:
            problem = error
        watching.cancel()
    return pieces, problem, longest


HEL = event({"content": "Hel"})
LARGE = event({"content": "x" * 60_000})


@requirement("streams.bounds")
@pytest.mark.parametrize("flood", FLOODS)
async def test_a_flood_ends_at_its_bound(connect: Connect, flood: str) -> None:
    pieces, error, longest = await ask(connect, (), path=flood)
    thought = flood == "flood-reasoning"
    assert text_of(pieces).startswith("Hel" * (flood != "flood-refusal"))
    assert bool(reasoning_of(pieces)) == thought
    assert error is not None
    assert FLOODS[flood][1] in str(error)
    assert len(str(error)) < 1000
    assert longest < GAP_S


@requirement("streams.bounds")
async def test_marks_in_a_text_are_no_values(connect: Connect) -> None:
    text = "{[,x" * 300_000
    pieces, error, _ = await ask(connect, raw(event({"content": text}), event({}, "stop"), DONE))
    assert error is None
    assert text_of(pieces) == text


@requirement("streams.bounds")
async def test_calls_up_to_the_bound_are_kept(connect: Connect) -> None:
    pieces, error, _ = await ask(connect, (), path="flood-calls")
    assert error is not None
    assert len({piece.index for piece in pieces if isinstance(piece, CallPiece)}) == 256


NOT_FLOODS: dict[str, list[Step]] = {
    "a line in pieces of one byte": [bytes([one]) for one in event({"content": "lo" + "x" * 2000})],
    "a deep line": [b"data: " + b"[" * 100_000 + b"\n\n", event({"content": "lo"})],
    "a line of millions of objects": [b"data: [" + b"{}," * 2_000_000 + b"{}]\n\n", event({"content": "lo"})],
    "a delta of 7 MiB": [event({"content": "lo" + "x" * 7 * MIB})],
    "an event of 100,000 lines": [b"data: {\n" * 100_000 + b"\n", event({"content": "lo"})],
    "probabilities of 70,000 tokens": [
        b'data: {"choices":[{"delta":{"content":"lo"},"logprobs":{"content":['
        + b",".join([b'{"token":"a","bytes":[1,2,3],"logprob":-1}'] * 70_000)
        + b"]}}]}\n\n"
    ],
    "a deep field beside the text": [
        b'data: {"x":' + b"[" * 100_000 + b"]" * 100_000 + b',"choices":[{"delta":{"content":"lo"}}]}\n\n'
    ],
    "a deep object beside the text": [
        b'data: {"x":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b',"choices":[{"delta":{"content":"lo"}}]}\n\n'
    ],
    "a deep usage": [
        event({"content": "lo"}),
        b'data: {"choices":[],"usage":' + b'{"a":[' * 50_000 + b"1" + b"]}" * 50_000 + b"}\n\n",
    ],
    "empty lines": [b"\n" * 200_000, event({"content": "lo"})],
}


@requirement("streams.bounds")
@pytest.mark.parametrize("case", NOT_FLOODS)
async def test_what_is_large_but_within_the_bounds_is_read(connect: Connect, case: str) -> None:
    pieces, error, longest = await ask(connect, raw(HEL, *NOT_FLOODS[case], event({}, "stop"), DONE))
    assert error is None
    assert text_of(pieces).rstrip("x") == "Hello"
    assert longest < GAP_S


@requirement("streams.bounds")
async def test_a_packed_answer_is_bounded_by_what_it_unpacks_to(connect: Connect) -> None:
    packed = gzip.compress(HEL + b": " + b"x" * 100 * MIB, 1)
    tracemalloc.start()
    head = Head(200, "text/event-stream", (("content-encoding", "gzip"),))
    pieces, error, longest = await ask(connect, [head, packed])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert text_of(pieces) == "Hel"
    assert error is not None
    assert "8 MiB" in str(error)
    assert longest < GAP_S
    assert peak < 100 * MIB


@requirement("streams.bounds")
async def test_the_reader_does_not_hold_a_text_that_it_passed_on() -> None:
    stream, block = ChatStream(), event({"content": "word " * 13_000})
    tracemalloc.start()
    for _ in range(300):  # 20 MB
        stream.feed(block)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 6 * MIB


@requirement("streams.bounds")
async def test_words_of_an_error_that_lie_too_deep_are_left_out(connect: Connect) -> None:
    body = b'{"error":' + b'{"message":' * 900 + b'"deep"' + b"}" * 901
    _, error, _ = await ask(connect, [Head(500, "application/json"), body])
    assert error is not None
    assert "HTTP 500" in str(error)
    assert "deep" not in str(error)


@requirement("streams.bounds")
async def test_digits_without_end_are_no_number_of_tokens(connect: Connect) -> None:
    answer = refuse(400, f"maximum context length is {'9' * 5000} tokens, requested {'8' * 5000}", code="7" * 5000)
    _, error, _ = await ask(connect, answer)
    assert error is not None
    assert "The conversation is too long for fake-max" in str(error)


@requirement("streams.bounds", "models.cancel-closes")
async def test_another_answer_and_a_cancel_do_not_wait_for_a_flood(connect: Connect) -> None:
    def answer(body: Json) -> Answer:
        return raw(*[LARGE] * 1000, Gate()) if body["model"] == "fake-100" else say("fine")

    async with asyncio.timeout(30), FakeModel(answer) as server, connect(server) as models:
        flood = models.stream(request_of(model="fake-100"))
        await anext(flood)

        async def read_on() -> None:
            async for _ in flood:
                pass

        reading = asyncio.create_task(read_on())
        begun = time.monotonic()
        assert text_of([piece async for piece in models.stream(request_of())]) == "fine"
        assert not reading.done()
        reading.cancel()
        await asyncio.wait([reading])
        await flood.aclose()
        assert time.monotonic() - begun < 5
