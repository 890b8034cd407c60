"""What is sent again: at once where a refusal taught, once after a wait where it may pass, and else never."""

import asyncio
import json
import time
from email.utils import formatdate

import pytest

from app.models.model import ModelError
from app.settings import Settings
from tests.fake_model import DEADLINE_S, Answer, FakeModel, Head, Json, data, raw, refuse, say
from tests.models.asking import pieces_of, text_of
from tests.models.connected import models_of
from tests.models.refusing import INSTRUCTED, at, has_system
from tests.requirements import requirement

NO_SYSTEM = "System role not supported"
IN_200 = {
    "vLLM": raw(json.dumps({"object": "error", "message": NO_SYSTEM, "code": 400}), type="application/json"),
    "an event": raw(data({"error": {"message": NO_SYSTEM}})),
    "an event with a status": raw(data({"error": {"message": NO_SYSTEM, "code": 500}})),
    "an event of that name": raw(b"event: error\ndata: " + NO_SYSTEM.encode() + b"\n\n"),
    "behind a role": raw(data({"choices": [{"delta": {"role": "assistant"}}]}), data({"error": NO_SYSTEM})),
    "words": raw(json.dumps({"error": NO_SYSTEM}), type="application/json"),
}
SOON = (("retry-after-ms", "1"),)


@pytest.mark.parametrize("case", ["500", *IN_200])
@requirement("dialects.before-a-retry")
async def test_what_teaches_is_asked_again_at_once(settings: Settings, case: str) -> None:
    def answer(body: Json) -> Answer:
        return (IN_200 | {"500": refuse(500, NO_SYSTEM)})[case] if has_system(body) else say("x")

    async with FakeModel(answer) as server:
        for _ in range(2):
            async with models_of(at(server, settings)) as models:
                assert text_of(await pieces_of(models, INSTRUCTED)) == "x"
        assert [has_system(body) for body in server.bodies] == [True, False, False]
        assert server.requests[1].at - server.requests[0].at < 0.375, "before the shortest wait of a retry"


@requirement("dialects.before-a-retry")
async def test_an_error_behind_text_or_without_a_lesson_is_told(settings: Settings) -> None:
    late = raw(data({"choices": [{"delta": {"content": "Hel"}}]}), data({"error": {"message": NO_SYSTEM}}))
    async with FakeModel([late, raw(data({"error": "boom"}))]) as server, models_of(at(server, settings)) as models:
        for count in (1, 2):
            with pytest.raises(ModelError):
                await pieces_of(models, INSTRUCTED)
            assert len(server.bodies) == count
    assert not (settings.data_dir / "dialects.json").exists()


@requirement("dialects.before-a-retry")
async def test_what_may_pass_is_sent_once_more(settings: Settings) -> None:
    date = (("retry-after", formatdate(time.time() + 1, usegmt=True)),)
    cases: list[tuple[Answer, int]] = [
        *((refuse(status, "wait", SOON), 2) for status in (408, 409, 429, 500, 502, 503, 529)),
        (refuse(500, "wait", (("retry-after", "0.01"),)), 2),
        (refuse(503, "wait", date), 2),
        (refuse(429, "wait", (("retry-after", "121"),)), 1),
        (refuse(429, "wait", (("x-should-retry", "false"),)), 1),
        (refuse(400, "wait", (("x-should-retry", "true"), *SOON)), 2),
        (refuse(400, "wait", SOON), 1),
        ([Head(401, "application/json"), "{}"], 1),
    ]
    async with FakeModel() as server, models_of(at(server, settings)) as models:
        for refusal, count in cases:
            server.requests.clear()
            server.answers = [refusal] * 3
            with pytest.raises(ModelError):
                await pieces_of(models)
            assert len(server.bodies) == count, refusal
            server.answers = [refusal, say("x")]
            if count > 1:
                assert text_of(await pieces_of(models)) == "x"


@requirement("dialects.before-a-retry")
async def test_a_retry_waits_as_long_as_the_server_asks(settings: Settings) -> None:
    answers = [refuse(429, "wait", (("retry-after", "0.4"),)), say("x"), refuse(500, "boom"), say("x")]
    async with FakeModel(answers) as server, models_of(at(server, settings)) as models:
        for _ in range(2):
            await pieces_of(models)
        first, second, third, fourth = (seen.at for seen in server.requests)
        assert second - first >= 0.4
        assert fourth - third >= 0.375, "half a second less a quarter"


@requirement("runs.waits-are-said")
async def test_a_wait_that_a_server_wants_is_said_before_it_is_over(settings: Settings) -> None:
    async with FakeModel() as server, models_of(at(server, settings)) as models:
        for status, header, notice in [
            (429, ("retry-after", "60"), f"Rate limited by {server.base_url} (HTTP 429). It asked to wait 60 s."),
            (503, ("retry-after-ms", "2500"), f"{server.base_url} has a problem (HTTP 503). It asked to wait 3 s."),
            (429, ("retry-after-ms", "1900"), None),
        ]:
            server.requests.clear()
            server.answers = [refuse(status, "wait", (header,))]
            asking = asyncio.create_task(pieces_of(models, INSTRUCTED))
            notices: list[str] = []
            async with asyncio.timeout(DEADLINE_S):
                while not asking.done() and not notices:
                    notices += models.take_notices()
                    await asyncio.sleep(0.001)
            assert notices == [notice] * bool(notice)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
