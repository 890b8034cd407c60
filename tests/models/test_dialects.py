"""What is learnt from refusals: asked again at once, kept, and dropped when the server says something else."""

import asyncio
import json
import os
import stat
import sys
import threading
import time
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from app.api.objects import Message
from app.models.model import EarlierAnswer, ModelError, ModelRequest
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Json, refuse, say
from tests.models.asking import message, pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.models.refusing import (
    CALL,
    CALLED,
    INSTRUCTED,
    PICTURED,
    WARM,
    Check,
    at,
    has,
    has_image,
    has_long_id,
    has_system,
    lacks_reasoning,
    messages_of,
    refusing,
)
from tests.requirements import requirement


def has_budget(body: Json) -> bool:
    return "max_tokens" in body or "max_completion_tokens" in body


CASES: dict[str, tuple[ModelRequest, Check, int, str]] = {
    "Gemma 2": (INSTRUCTED, has_system, 400, "System role not supported"),
    "Gemma 2 on llama.cpp": (
        INSTRUCTED,
        has_system,
        500,
        "Value is not callable: null at row 1, column 45: raise_exception('System role not supported')",
    ),
    "an early Mistral": (
        INSTRUCTED,
        has_system,
        400,
        "Conversation roles must alternate user/assistant/user/assistant/...",
    ),
    "an early Mistral behind a proxy": (INSTRUCTED, has_system, 501, "Only user and assistant roles are supported!"),
    "o1-mini": (
        INSTRUCTED,
        has_system,
        400,
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
    ),
    "Gemma at Google": (INSTRUCTED, has_system, 400, "Developer instruction is not enabled for models/gemma-3-27b-it"),
    "a role by name": (INSTRUCTED, has_system, 422, "'system' is not supported"),
    "temperature of o3": (
        WARM,
        has("temperature"),
        400,
        "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is"
        " supported.",
    ),
    "temperature of Kimi": (WARM, has("temperature"), 400, "invalid temperature: only 1 is allowed for this model"),
    "top_p of Claude": (WARM, has("top_p"), 400, "temperature and top_p cannot both be specified for this model."),
    "effort": (WARM, has("reasoning_effort"), 422, "reasoning_effort: Extra inputs are not permitted"),
    "budget": (
        WARM,
        has("max_tokens"),
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    ),
    "both names of the budget": (WARM, has_budget, 400, "max_tokens and max_completion_tokens are not supported"),
    "temperature with 500": (WARM, has("temperature"), 500, "temperature is not supported"),
    "usage with 500": (WARM, has("stream_options"), 500, "unknown field stream_options"),
    "usage": (WARM, has("stream_options"), 400, "Unknown field: stream_options"),
    "ids of Mistral": (
        CALLED,
        has_long_id,
        400,
        "Tool call id was call_abc123 but must be a-z, A-Z, 0-9, with a length of 9.",
    ),
    "ids of a template": (CALLED, has_long_id, 500, "Tool call IDs should be alphanumeric strings with length 9!"),
    "DeepSeek": (
        CALLED,
        lacks_reasoning,
        400,
        "The `reasoning_content` in the thinking mode must be passed back to the API.",
    ),
    "Kimi": (
        CALLED,
        lacks_reasoning,
        400,
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 2",
    ),
    "images at OpenRouter": (PICTURED, has_image, 404, "No endpoints found that support image input"),
    "images of DeepSeek": (
        PICTURED,
        has_image,
        400,
        "Failed to deserialize the JSON body into the target type: messages[0]: unknown variant `image_url`, expected"
        " `text`",
    ),
    "images of llama.cpp": (
        PICTURED,
        has_image,
        500,
        "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
    ),
    "images by kind": (PICTURED, has_image, 400, "This model does not support image content."),
}


@pytest.mark.parametrize("case", CASES)
@requirement("dialects.learnt", "dialects.kept")
async def test_a_refusal_teaches_and_the_request_is_sent_again(settings: Settings, case: str) -> None:
    request, bad, status, words = CASES[case]
    async with FakeModel(refusing(bad, status, words)) as server:
        for _ in range(2):
            async with models_of(at(server, settings)) as models:
                assert text_of(await pieces_of(models, request)) == "x"
        assert [bad(body) for body in server.bodies].count(False) == 2
        assert not bad(server.bodies[-2]), "the second process knows it"
        sent = json.dumps(server.bodies[-1])
        for text in (request.instructions, "Hello" if request is not PICTURED else "What is this?"):
            assert text in sent, "nothing that was said is lost"


@requirement("dialects.learnt")
async def test_images_that_were_left_out_are_said(settings: Settings) -> None:
    async with FakeModel(refusing(has_image, 400, "image input is not supported")) as server:
        async with models_of(at(server, settings)) as models:
            await pieces_of(models, PICTURED)
            assert list(models.take_notices()) == ["fake-max does not read images: it got a note in their place."]
            await pieces_of(models, request_of("Hello"))
            assert not models.take_notices()
        assert "[image: not sent" in str(messages_of(server.bodies[1])[0]["content"])


def alternates(body: Json) -> bool:
    """Whether user and assistant alternate, the user first, as templates without a system role demand."""
    roles = [str(one["role"]) for one in messages_of(body) if one["role"] != "tool"]
    return all(role == ("user", "assistant")[place % 2] for place, role in enumerate(roles))


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        (INSTRUCTED.messages, ["user"]),
        ([], ["user"]),
        (PICTURED.messages, ["user"]),
        ([message("Welcome!", "assistant")], ["user", "assistant"]),
        ([message("Welcome!", "assistant"), *PICTURED.messages], ["user", "assistant", "user"]),
        (
            [message("One"), *PICTURED.messages, message("Two", "assistant"), message("Three")],
            ["user", "assistant", "user"],
        ),
    ],
    ids=["a message", "an empty thread", "an image", "a greeting", "a greeting and an image", "several"],
)
@requirement("dialects.learnt")
async def test_roles_alternate_without_a_system_role(
    settings: Settings, said: Sequence[Message], roles: Sequence[str]
) -> None:
    def answer(body: Json) -> Answer:
        return say("x") if alternates(body) else refuse(400, "Conversation roles must alternate user/assistant/...")

    request = replace(INSTRUCTED, messages=said)
    called = replace(request, earlier_answers=[EarlierAnswer(text="", calls=[CALL])])
    async with FakeModel(answer) as server, models_of(at(server, settings)) as models:
        await pieces_of(models, request)
        assert [one["role"] for one in messages_of(server.bodies[-1])] == roles
        sent = json.dumps(server.bodies[-1])
        assert "Be brief." in sent
        assert has_image(server.bodies[-1]) == (PICTURED.messages[0] in said)
        if roles[-1] == "user":
            await pieces_of(models, called)
            assert [one["role"] for one in messages_of(server.bodies[-1])] == [*roles, "assistant", "tool"]


@requirement("dialects.learnt")
async def test_several_lessons_of_one_request(settings: Settings) -> None:
    def answer(body: Json) -> Answer:
        for bad, status, words in [
            (has("temperature"), 400, "Unsupported parameter: 'temperature'"),
            (has("top_p"), 400, "Unsupported parameter: 'top_p'"),
            (has_system, 500, "System role not supported"),
        ]:
            if bad(body):
                return refuse(status, words)
        return say("x")

    async with FakeModel(answer) as server, models_of(at(server, settings)) as models:
        assert text_of(await pieces_of(models, replace(WARM, instructions="Be brief."))) == "x"
        assert messages_of(server.bodies[-1])[0]["content"] == "Be brief.\n\nHello"


@pytest.mark.parametrize(
    "words",
    [
        "temperature must be between 0 and 2",
        "max_tokens is too large: 50. This model supports at most 4 completion tokens",
        "Invalid prompt: your prompt was flagged",
        "The system is overloaded",
        "x" * 100_000,
        "system " * 300,
    ],
)
@requirement("dialects.learnt")
async def test_other_refusals_teach_nothing(settings: Settings, words: str) -> None:
    request = replace(WARM, instructions="Be brief.")
    async with FakeModel([refuse(400, words)] * 3) as server, models_of(at(server, settings)) as models:
        with pytest.raises(ModelError):
            await pieces_of(models, request)
        assert len(server.bodies) == 1


@requirement("dialects.contradiction")
async def test_what_is_contradicted_is_dropped(settings: Settings) -> None:
    async with FakeModel(refusing(has_system, 400, "System role not supported")) as server:
        async with models_of(at(server, settings)) as models:
            await pieces_of(models, INSTRUCTED)

        def changed(body: Json) -> Answer:
            return say("y") if has_system(body) else refuse(400, "The first message must be a system message")

        server.answers = changed
        server.requests.clear()
        for _ in range(2):
            async with models_of(at(server, settings)) as models:
                assert text_of(await pieces_of(models, INSTRUCTED)) == "y"
        assert [has_system(body) for body in server.bodies] == [False, True, True]


@requirement("dialects.kept")
async def test_what_is_learnt_belongs_to_a_base_url_and_model(settings: Settings) -> None:
    answer = refusing(has_system, 400, "System role not supported")
    async with FakeModel(answer) as server, FakeModel([say("y")]) as other:
        async with models_of(at(server, settings)) as models:
            await pieces_of(models, INSTRUCTED)
            await pieces_of(models, replace(INSTRUCTED, model="fake-100"))
        assert [has_system(body) for body in server.bodies] == [True, False, True, False]
        async with models_of(at(other, settings)) as models:
            await pieces_of(models, INSTRUCTED)
        assert has_system(other.bodies[0])
    file = settings.data_dir / "dialects.json"
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version":2,"learnt":[]}', b'{"learnt":' + b"[" * 100_000])
@requirement("dialects.kept")
async def test_a_damaged_memory_is_ignored_and_written_anew(settings: Settings, content: bytes) -> None:
    file = settings.data_dir / "dialects.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    async with FakeModel(refusing(has_system, 400, "System role not supported")) as server:
        for _ in range(2):
            async with models_of(at(server, settings)) as models:
                await pieces_of(models, INSTRUCTED)
    assert [has_system(body) for body in server.bodies] == [True, False, False]


@requirement("dialects.kept")
async def test_a_slow_disk_holds_up_only_the_run_that_reads_it(settings: Settings) -> None:
    if sys.platform == "win32":
        return  # it has no file whose reader waits
    file = settings.data_dir / "dialects.json"
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    opened, ticked = threading.Event(), threading.Event()

    def write() -> bool:
        with file.open("wb"):  # as soon as it is opened to be read
            opened.set()
            return ticked.wait(5)

    async def tick() -> None:
        while not ticked.is_set():
            await asyncio.sleep(0.01)
            if opened.is_set():
                ticked.set()

    async with FakeModel([say("x")]) as server, models_of(at(server, settings)) as models:
        writing, ticking = asyncio.create_task(asyncio.to_thread(write)), asyncio.create_task(tick())
        await asyncio.sleep(0)
        assert text_of(await pieces_of(models)) == "x"
        assert await writing, "the loop went on while the file was read"
        await ticking


@requirement("dialects.kept")
async def test_a_week_later_it_is_forgotten(settings: Settings) -> None:
    file = settings.data_dir / "dialects.json"
    async with FakeModel(refusing(has_system, 400, "System role not supported")) as server:
        async with models_of(at(server, settings)) as models:
            await pieces_of(models, INSTRUCTED)
        stored = json.loads(file.read_bytes())
        assert stored["learnt"][0]["reason"] == "System role not supported"
        assert abs(stored["learnt"][0]["at"] - time.time()) < 600
        stored["learnt"][0]["at"] -= 7 * 24 * 3600
        file.write_text(json.dumps(stored))
        async with models_of(at(server, settings)) as models:
            await pieces_of(models, INSTRUCTED)
    assert [has_system(body) for body in server.bodies] == [True, False, True, False]


@requirement("dialects.kept")
async def test_a_key_that_a_refusal_repeats_is_not_kept(settings: Settings) -> None:
    own = "sk-secret-1234567890"
    answer = refusing(has_system, 400, f"System role not supported for key {own}")
    async with FakeModel(answer) as server, models_of(replace(at(server, settings), api_key=own)) as models:
        await pieces_of(models, INSTRUCTED)
        assert [one.reason for one in await models.adaptations()] == ["System role not supported for key ***"]
    assert own not in (settings.data_dir / "dialects.json").read_text()
