"""A chat template that writes the opening `<think>`: the text begins inside the reasoning."""

import pytest

from app.models.model import Piece, ReasoningPiece
from tests.fake_model import FakeModel, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import Connect
from tests.requirements import requirement


def reasoning_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, ReasoningPiece))


@requirement("streams.reasoning-apart")
@pytest.mark.parametrize("texts", [["Let me", " see.\n</think>\n\nHello"], [*"Let me see.\n</think>\n\nHello"]])
async def test_a_model_that_is_known_for_it_is_read_so_at_once(connect: Connect, texts: list[str]) -> None:
    names = ["deepseek-r1:8b"]
    async with FakeModel([say(*texts), say("Hel", "lo")], models=names) as server, connect(server) as models:
        pieces = await pieces_of(models, request_of(model=names[0]))
        assert (reasoning_of(pieces), text_of(pieces)) == ("Let me see.", "Hello")
        assert text_of(await pieces_of(models, request_of(model=names[0]))) == "Hello", "without reasoning it is text"


@requirement("streams.reasoning-apart")
async def test_another_model_is_read_so_after_its_first_answer(connect: Connect) -> None:
    answer = say("Let me", " see.\n</think>\n\nHello")
    async with FakeModel([answer, answer, say("Hi")]) as server, connect(server) as models:
        assert reasoning_of(await pieces_of(models)) == ""
        pieces = await pieces_of(models)
        assert (reasoning_of(pieces), text_of(pieces)) == ("Let me see.", "Hello")
        assert text_of(await pieces_of(models)) == "Hi"
