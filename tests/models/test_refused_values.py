"""A refusal of a value is no refusal of a field, of images or of a role: it teaches nothing."""

import json

import pytest
from msgspec.structs import replace

from app.models.model import ModelError, ModelRequest
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Head, Json, refuse
from tests.models.asking import pieces_of
from tests.models.connected import models_of
from tests.models.refusing import CALLED, INSTRUCTED, PICTURED, WARM, Check, at, has_image, has_system, refusing
from tests.requirements import requirement

PICTURES: list[tuple[int, str] | tuple[int, str, str]] = [
    (400, "image_url exceeds 20 MB"),
    (400, "Error while downloading https://pictures.example/cat.png.", "invalid_image_url"),
    (400, "Failed to download image from https://pictures.example/cat.png."),
    (400, "Timeout while downloading image_url"),
    (400, "You uploaded an unsupported image. Please make sure your image has one of the following formats: png, gif"),
    (400, "You uploaded an unsupported image. Please make sure your image is valid.", "image_parse_error"),
    (400, "Invalid image data. The image is not supported: corrupt header"),
    (500, "could not decode image_url"),
    (500, "Failed to load image or audio file"),
    (500, "mmproj: failed to process image"),
    (400, "content must not be empty"),
    (400, "messages: text content blocks must be non-empty"),
    (400, "messages.0.content.1.image.source.base64: image exceeds 5 MB maximum"),
    (400, "At most 1 image(s) may be provided in one prompt."),
    (400, "Multiple images are not supported by this model"),
    (400, "image dimensions exceed max allowed size: 8000 pixels"),
    (400, "Unsupported MIME type: image/heic"),
    (422, "image_url.url: Input should be a valid string"),
    (400, "Image URLs are not supported, send the image as base64"),
    (400, "The image is not allowed by our content policy"),
    (400, "Unable to process input image. Please retry or report."),
    (404, "image not found"),
]
OTHERS: list[tuple[ModelRequest, int, str]] = [
    (WARM, 400, "'reasoning_effort' does not support 'low' with this model. Supported values are: 'medium', 'high'."),
    (WARM, 400, "Invalid value: 'low' is not a valid reasoning_effort"),
    (WARM, 400, "top_p: unknown variant `0.9`, expected one of `1`, `2`"),
    (WARM, 400, "temperature must be at most 0.4, which is not supported yet"),
    (CALLED, 400, "Invalid tool_call_id: call_abc123 matches no tool call"),
    (CALLED, 400, "tool_call_ids did not have response messages: call_abc123, of invalid length"),
    (INSTRUCTED, 500, "Unexpected system error"),
    (INSTRUCTED, 500, "Our system is currently not accepting requests"),
    (INSTRUCTED, 422, "unexpected value; permitted: 'system', 'user', 'assistant'"),
    (INSTRUCTED, 501, "This operating system is not supported"),
    (INSTRUCTED, 400, "Please contact support: the system is down"),
    (INSTRUCTED, 400, "Your prompt was not accepted by our safety system"),
    (INSTRUCTED, 400, "Invalid system message: it is too long"),
]
NO_IMAGES = [
    (400, "Invalid content type. image_url is only supported by certain models."),
    (400, "fake-max is not a multimodal model"),
    (400, "At most 0 image(s) may be provided in one prompt."),
    (400, "Failed: unknown content type: image_url"),
    (400, "Unsupported content part type: 'image_url'"),
    (400, "This model does not have vision capabilities"),
    (400, "Vision is not enabled for this model, see https://docs.example/image-formats"),
    (400, "Only text content is supported"),
    (400, "Model only supports text inputs"),
    (400, "this model only supports text input"),
    (500, "this model is missing data required for image input"),
    (400, "messages[0].content must be a string"),
    (422, "Failed to deserialize: messages[0].content: invalid type: sequence, expected a string at line 1"),
    (400, "Invalid type for 'messages[0].content': expected a string, but got an array instead."),
    (400, "The model doesn’t accept images"),
    (404, "No models found that can accept pictures"),
]
NO_SYSTEM = [
    (503, "System role not supported"),
    (400, "messages[0].role: Input should be 'user' or 'assistant'"),
    (422, "unexpected value; permitted: 'user', 'assistant'"),
    (400, "The first message must be a user message"),
    (400, "First message should have role user"),
    (400, "Message role 'system' is not supported"),
    (400, "This model does not support system messages"),
    (422, "Input should be 'user' or 'assistant'"),
    (400, "System prompts are not allowed for this model"),
    (400, "unexpected role: system"),
]


NONE_OF = [(PICTURED, status, words, *code) for status, words, *code in PICTURES] + OTHERS


@requirement("dialects.values-teach-nothing")
async def test_a_value_that_is_refused_teaches_nothing(settings: Settings) -> None:
    async with FakeModel() as server, models_of(at(server, settings)) as models:
        for request, status, words, *code in NONE_OF:
            server.requests.clear()
            # A 5xx is sent again as it is, since it may pass.
            refusal = refuse(status, words, (("retry-after-ms", "1"),), code=next(iter(code), None))
            server.answers = [refusal, refusal]
            with pytest.raises(ModelError):
                await pieces_of(models, request)
            assert len(server.bodies) == (2 if status >= 500 else 1), words
            assert server.bodies[-1] == server.bodies[0], words
    assert not (settings.data_dir / "dialects.json").exists()


@pytest.mark.parametrize(
    ("request_", "bad", "refusals"),
    [(PICTURED, has_image, NO_IMAGES), (INSTRUCTED, has_system, NO_SYSTEM)],
    ids=["images", "system role"],
)
@requirement("dialects.learnt")
async def test_other_words_for_what_is_not_supported(
    settings: Settings, request_: ModelRequest, bad: Check, refusals: list[tuple[int, str]]
) -> None:
    names = [f"model-{place}" for place in range(len(refusals))]
    async with FakeModel(models=names) as server, models_of(replace(at(server, settings), model=None)) as models:
        for name, (status, words) in zip(names, refusals, strict=True):
            server.answers = refusing(bad, status, words)
            await pieces_of(models, replace(request_, model=name))
            assert not bad(server.bodies[-1]), words


@requirement("dialects.values-teach-nothing")
async def test_a_request_that_the_refusal_repeats_teaches_nothing(settings: Settings) -> None:
    def answer(body: Json) -> Answer:
        said = {"error": {"message": "This account is not supported"}, "request": body}
        return [Head(400, "application/json"), json.dumps(said)]

    request = replace(PICTURED, instructions="Be brief.")
    async with FakeModel(answer) as server, models_of(at(server, settings)) as models:
        with pytest.raises(ModelError):
            await pieces_of(models, request)
        assert len(server.bodies) == 1
