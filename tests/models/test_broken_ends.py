"""Connections that end uncleanly behind a complete answer."""

import pytest

from app.models.model import Finished
from tests.fake_model import DONE, End, FakeModel, Head, Reset, Step, event
from tests.models.asking import pieces_of, text_of
from tests.models.connected import Connect
from tests.requirements import requirement


@requirement("streams.complete-however-it-ends")
@pytest.mark.parametrize("last", [DONE, b""], ids=["done", "only a finish reason"])
@pytest.mark.parametrize("end", [End(), Reset()], ids=["closed", "reset"])
async def test_a_complete_answer_stays_complete_however_the_connection_ends(
    connect: Connect, last: bytes, end: Step
) -> None:
    answer = [Head(), event({"content": "Hello"}), event({}, "stop") + last, end]
    async with FakeModel(answers=[answer]) as server, connect(server) as models:
        pieces = await pieces_of(models)
    assert text_of(pieces) == "Hello"
    assert isinstance(pieces[-1], Finished)
