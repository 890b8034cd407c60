"""What model servers really send, case by case: the right value of each."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.api.objects import Usage
from app.models import open_models
from app.models.model import CallPiece, ContextTooLong, Finished, ModelError, Piece
from app.settings import Settings
from tests.fake_model import FakeModel
from tests.model_cases import CASES
from tests.model_cases.bodies import BODIES
from tests.model_cases.calls import CALLS
from tests.model_cases.errors import ERRORS
from tests.model_cases.fields import FIELDS
from tests.model_cases.reasoning import REASONING
from tests.models.asking import reasoning_of, request_of, text_of
from tests.requirements import requirement


async def answer_of(settings: Settings, name: str) -> tuple[list[Piece], ModelError | None]:
    """Ask the server of a case; return the pieces, and the error behind them."""
    pieces: list[Piece] = []
    async with FakeModel() as server:
        base_url = server.base_url.replace("/v1", f"/{name}/v1")
        own = replace(settings, base_url=base_url, api_key="sk-1", model="m", origins={"base_url": Origin.FLAG})
        async with open_models(own) as models:
            try:
                async for piece in models.stream(request_of(model="m")):
                    pieces.append(piece)
            except ModelError as error:
                return pieces, error
    return pieces, None


def calls_of(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """Return name and arguments of each call."""
    found: dict[int, tuple[str, str]] = {}
    for piece in pieces:
        if isinstance(piece, CallPiece):
            name, arguments = found.get(piece.index, ("", ""))
            found[piece.index] = name + piece.name, arguments + piece.arguments
    return list(found.values())


async def check(settings: Settings, name: str) -> None:
    case = CASES[name]
    pieces, error = await answer_of(settings, name)
    assert (text_of(pieces), reasoning_of(pieces), calls_of(pieces)) == (case.text, case.reasoning, list(case.calls))
    if not case.says:
        assert error is None
        last = pieces[-1]
        assert isinstance(last, Finished)
        assert last.reason == case.reason
        prompt, completion, total = case.usage or (0, 0, 0)
        spent = Usage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=total)
        assert last.usage == (spent if case.usage else None)
        return
    assert error is not None
    assert [words for words in case.says if words not in str(error)] == []
    assert isinstance(error, ContextTooLong) == case.too_long
    assert ("base URL" in str(error)) == ("base URL" in case.says), "only a server that sent no good chunk is no server"


@requirement("streams.odd-fields", "streams.half-characters")
@pytest.mark.parametrize("name", FIELDS)
async def test_an_odd_field_is_as_if_it_were_not_there(settings: Settings, name: str) -> None:
    await check(settings, name)


@requirement("streams.grammar")
@pytest.mark.parametrize("name", BODIES)
async def test_a_body_is_read_as_what_it_is(settings: Settings, name: str) -> None:
    await check(settings, name)


@requirement("streams.errors-in-any-dress")
@pytest.mark.parametrize("name", ERRORS)
async def test_an_error_is_told_in_the_servers_words_behind_what_came(settings: Settings, name: str) -> None:
    await check(settings, name)


@requirement("streams.reasoning-apart")
@pytest.mark.parametrize("name", REASONING)
async def test_reasoning_is_no_part_of_the_text(settings: Settings, name: str) -> None:
    await check(settings, name)


@requirement("streams.fragments-of-calls")
@pytest.mark.parametrize("name", CALLS)
async def test_fragments_of_a_call_become_that_call(settings: Settings, name: str) -> None:
    await check(settings, name)
