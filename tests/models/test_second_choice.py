"""The second choice of a profile: when it answers, and when it must not."""

import pytest

from app.models.model import Answering, ContextTooLong, ModelError
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, cut, raw, refuse
from tests.models.asking import request_of, text_of
from tests.models.connected import models_of
from tests.models.profile_files import NOWHERE, server, write_profiles
from tests.requirements import requirement

IN_THE_BODY = raw('{"error":{"message":"busy","code":429}}', type="application/json")


def with_second(first: str, second: str) -> str:
    """The text of two profiles, `second::m` being the second choice of the first."""
    return (
        f'default = "first"\n[profiles.first]\nbase_url = "{first}"\nsecond_choice = "second::m"\n'
        f'[profiles.second]\nbase_url = "{second}"\n'
    )


@requirement("profiles.second-choice")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (refuse(429, "slow down", (("retry-after", "60"),)), "HTTP 429"),
        (refuse(503, "overloaded"), "HTTP 503"),
        (IN_THE_BODY, "HTTP 429"),
        (None, "connection refused"),
    ],
)
async def test_it_answers_at_once_and_says_so(settings: Settings, answer: Answer | None, reason: str) -> None:
    async with FakeModel([answer] if answer else [], models=["plain"]) as first, server("2") as second:
        write_profiles(settings, with_second(first.base_url if answer else NOWHERE, second.base_url))
        async with models_of(settings) as models:
            pieces = [piece async for piece in models.stream(request_of(model="plain"))]
            notices = models.take_notices()
    assert pieces[0] == Answering("m", second.base_url, "second")
    assert text_of(pieces) == "2"
    assert f"first did not answer ({reason}): second::m answers instead, its second choice." in notices
    assert len(first.requests) == (1 if answer else 0)


@requirement("profiles.second-choice")
@pytest.mark.parametrize(
    "answer",
    [
        refuse(400, "bad request"),
        refuse(401, "wrong key"),
        refuse(400, "maximum context length is 10 tokens", code="context_length_exceeded"),
        refuse(500, "maximum context length is 10 tokens"),
        cut("half a "),
        cut("half a ", reset=True),
    ],
)
async def test_it_is_not_asked_for_any_other_failure(settings: Settings, answer: Answer) -> None:
    async with FakeModel(lambda _: answer, models=["plain"]) as first, server("2") as second:
        write_profiles(settings, with_second(first.base_url, second.base_url))
        async with models_of(settings) as models:
            with pytest.raises(ModelError):
                async for _ in models.stream(request_of(model="plain")):
                    pass
    assert second.requests == []


@requirement("profiles.second-choice")
async def test_both_failures_are_told(settings: Settings) -> None:
    async with FakeModel([refuse(429, "slow down")], models=["plain"]) as first:
        write_profiles(settings, with_second(first.base_url, NOWHERE))
        async with models_of(settings) as models:
            with pytest.raises(
                ModelError, match=r"HTTP 429.*second choice, second::m, failed too: .*reached"
            ) as caught:
                async for _ in models.stream(request_of(model="plain")):
                    pass
            assert caught.value.code == "rate_limit_exceeded"
            assert not any("answers instead" in notice for notice in models.take_notices())


@requirement("profiles.second-choice")
async def test_a_thread_too_long_for_it_is_shortened_as_for_the_first(settings: Settings) -> None:
    too_long = refuse(400, "maximum context length is 10 tokens", code="context_length_exceeded")
    async with FakeModel([refuse(429, "no")], models=["plain"]) as first, FakeModel([too_long], models=["m"]) as second:
        write_profiles(settings, with_second(first.base_url, second.base_url))
        async with models_of(settings) as models:
            with pytest.raises(ContextTooLong):
                async for _ in models.stream(request_of(model="plain")):
                    pass


@requirement("profiles.second-choice")
async def test_without_one_a_failure_stays_as_it_is(settings: Settings) -> None:
    async with FakeModel([refuse(429, "no"), refuse(429, "no")], models=["plain"]) as first, server("2") as second:
        text = with_second(first.base_url, second.base_url).replace('second_choice = "second::m"\n', "")
        write_profiles(settings, text)
        async with models_of(settings) as models:
            with pytest.raises(ModelError, match="HTTP 429"):
                async for _ in models.stream(request_of(model="plain")):
                    pass
    assert second.requests == []
