"""When the first word of an answer is published."""

from collections.abc import AsyncGenerator

from app.api.events import MessageDelta, ReasoningDelta, TextPartDelta
from app.models.model import Finished, ModelRequest, Piece, ReasoningPiece, TextPiece
from app.models.script import Script
from tests.engine.engine_calls import OpenEngine, read_events, thread_and_run_request
from tests.requirements import requirement

WORDS = [f"word{number} " for number in range(200)]


@requirement("pace.first-word")
async def test_the_first_word_is_published_before_the_words_that_arrived_with_it_are_read(opened: OpenEngine) -> None:
    async def play(_request: ModelRequest) -> AsyncGenerator[Piece]:
        for word in WORDS:
            yield TextPiece(word)
        yield Finished("stop")

    async with opened(Script(play=play)) as (engine, _):
        run = await engine.create_thread_and_run(thread_and_run_request("Hello"))
        events = await read_events(engine, run.thread_id, run.id)
    deltas = [one.data for one in events if isinstance(one.data, MessageDelta)]
    texts = [part.text.value for delta in deltas for part in delta.delta.content if isinstance(part, TextPartDelta)]
    assert (texts[0], "".join(texts)) == (WORDS[0], "".join(WORDS))
    assert len(texts) <= 3  # what has come meanwhile is one event


@requirement("pace.first-word")
async def test_the_first_thought_is_published_before_the_thoughts_that_arrived_with_it(opened: OpenEngine) -> None:
    async def play(_request: ModelRequest) -> AsyncGenerator[Piece]:
        for word in WORDS:
            yield ReasoningPiece(word)
        yield TextPiece("So.")
        yield Finished("stop")

    async with opened(Script(play=play)) as (engine, _):
        run = await engine.create_thread_and_run(thread_and_run_request("Hello"))
        events = await read_events(engine, run.thread_id, run.id)
    thoughts = [one.data.text for one in events if isinstance(one.data, ReasoningDelta)]
    assert (thoughts[0], "".join(thoughts)) == (WORDS[0], "".join(WORDS))
