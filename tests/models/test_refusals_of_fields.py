"""Refusals of fields, roles, pictures and contents in the words of many servers, and what is sent then."""

from collections.abc import Callable
from typing import cast

import pytest
from msgspec.structs import replace

from app.api.steps import FunctionCall, FunctionToolCall
from app.api.tools import FunctionDefinition, FunctionTool
from app.models.model import EarlierAnswer, ModelError, ModelRequest
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Json, refuse, say
from tests.models.asking import pieces_of, request_of
from tests.models.connected import models_of
from tests.models.refusing import (
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
    messages_of,
    refusing,
)
from tests.requirements import requirement

SILENT_CALL = FunctionToolCall(id="call_abc123", function=FunctionCall(name="look", arguments="{}", output=""))
SILENT = replace(request_of("Hello"), earlier_answers=[EarlierAnswer(text="", calls=[SILENT_CALL])])
BARE = replace(request_of("Hello"), tools=[FunctionTool(function=FunctionDefinition(name="now"))])
STRICT = replace(
    request_of("Hello"),
    tools=[FunctionTool(function=FunctionDefinition(name="now", parameters={"type": "object"}, strict=True))],
)


def functions_of(body: Json) -> list[Json]:
    return [cast(Json, tool["function"]) for tool in cast("list[Json]", body["tools"])]


def has_null(body: Json) -> bool:
    return any(one["content"] is None for one in messages_of(body))


def has_no_text(body: Json) -> bool:
    return not all(one["content"] for one in messages_of(body))


def lacks_schema(body: Json) -> bool:
    return not all("parameters" in one for one in functions_of(body))


def has_strict(body: Json) -> bool:
    return any("strict" in one for one in functions_of(body))


TEMPERATURE = [
    (400, "invalid temperature: only 0.6 is allowed for this model"),
    (400, "The value of the parameter temperature is not configurable for this model"),
    (400, "temperature must be 1 for reasoning models"),
    (400, "temperature is fixed at 1.0 for this model and cannot be changed"),
    (400, "temperature must not be set when using this model"),
    (400, "Please remove the temperature parameter"),
    (400, "Parameter 'temperature' is not recognized"),
    (400, "temperature is incompatible with reasoning models"),
    (400, "temperature is not implemented for this backend"),
    (400, "参数temperature不支持"),
]
EFFORT = [
    (400, "Argument not supported on this model: reasoningEffort"),
    (400, '"qwen2.5:7b" does not support thinking'),
    (400, "Thinking is not supported for this model"),
]
USAGE = [
    (400, "stream_options is not recognized"),
    (400, "The parameter stream_options is not implemented"),
    (400, "stream options not supported"),
]
SYSTEM = [
    (404, "System role not supported"),  # mlx-lm
    (400, "Please ensure that multiturn requests alternate between user and model."),
    (400, 'messages: roles must alternate between "user" and "assistant", but found multiple "user" roles in a row'),
    (400, "Conversation must start with user role"),
    (400, "Expected first role user, got system"),
    (400, "First message role should be user"),
    (400, "system is not a valid role"),
    (400, "messages 中 role 不支持 system"),
    (400, "role 只支持 user 和 assistant"),
    (500, "system messages are not implemented for this model"),
]
PICTURES = [
    (
        500,
        'Failed to parse messages: Unsupported content part type: "image_url"; messages = [\n  {\n    "role": "user",\n'
        '    "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}]\n  }\n]',
    ),
    (500, 'can only concatenate str (not "list") to str'),
    (400, "Non-text content requires multimodal endpoint"),
    (422, "messages -> 0 -> content -> list[TextContentPart] -> 0 -> type: Input should be 'text'"),
    (400, "The model is not a VLM and cannot be prompted with images"),
    (400, "json: cannot unmarshal array into Go struct field ChatMessage.messages.content of type string"),
    (422, "messages[0].content: data did not match any variant of untagged enum MessageContent"),
    (400, "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)"),
    (400, "for 'role:user' the following must be satisfied[('messages.0.content' : value must be a string)]"),
    (422, "body.messages.0.user.content.str: Input should be a valid string"),
    (400, "该模型不支持图片输入"),
    (400, "messages.content.type 参数非法，取值范围 ['text']"),
]
IDS = [
    (404, "Tool call IDs should be alphanumeric strings with length 9!"),
    (400, "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"),
    (
        400,
        "'messages.1.content.1.toolUse.toolUseId' failed to satisfy constraint: regular expression pattern",
    ),
    (400, "invalid tool_call_id format"),
]
NULL = [
    (400, "invalid message content type: <nil>"),  # Ollama
    (400, "Invalid type for 'messages.[1].content': expected a string, but got null instead."),
    (422, "[{'loc': ('body', 'messages', 1, 'content'), 'msg': 'Input should be a valid string', 'input': None}]"),
    (422, "messages[1].content: invalid type: null, expected a string"),
    (400, "'content' is a required property"),
    (400, "content field is a required field"),
    (500, 'can only concatenate str (not "NoneType") to str'),
]
EMPTY = [
    (400, "The content field in the Message object at messages.1 is empty. Add a ContentBlock object to the field."),
    (400, "Invalid request: the message at position 1 with role 'assistant' must not be empty"),
    (400, "messages: text content blocks must be non-empty"),
    (400, "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field."),
    (400, "messages content 不能为空"),
]
SCHEMAS = [(422, "tools.0.function.parameters: Field required"), (400, "missing field `parameters`")]
STRICTNESS = [
    (400, "Invalid JSON payload received. Unknown name \"strict\" at 'tools[0].function': Cannot find field."),
    (422, "tools.0.function.strict: Extra inputs are not permitted"),
]
KINDS: dict[str, tuple[ModelRequest, Check, list[tuple[int, str]]]] = {
    "temperature": (WARM, has("temperature"), TEMPERATURE),
    "reasoning effort": (WARM, has("reasoning_effort"), EFFORT),
    "usage": (WARM, has("stream_options"), USAGE),
    "budget": (WARM, has("max_tokens"), [(500, "generate() got an unexpected keyword argument 'max_tokens'")]),
    "system role": (INSTRUCTED, has_system, SYSTEM),
    "images": (PICTURED, has_image, PICTURES),
    "ids of calls": (CALLED, has_long_id, IDS),
    "null beside calls": (CALLED, has_null, NULL),
    "no text": (SILENT, has_no_text, EMPTY),
    "no schema": (BARE, lacks_schema, SCHEMAS),
    "strict": (STRICT, has_strict, STRICTNESS),
}


@pytest.mark.parametrize("kind", KINDS)
@requirement("dialects.learnt")
async def test_each_of_many_wordings_teaches(settings: Settings, kind: str) -> None:
    request, bad, refusals = KINDS[kind]
    names = [f"model-{place}" for place in range(len(refusals))]
    async with FakeModel(models=names) as server, models_of(replace(at(server, settings), model=None)) as models:
        for name, (status, words) in zip(names, refusals, strict=True):
            server.answers = refusing(bad, status, words)
            server.requests.clear()
            await pieces_of(models, replace(request, model=name))
            assert [bad(body) for body in server.bodies] == [True, False], words


def strict_about_contents(body: Json) -> Answer:
    """Answer like a server that accepts neither null nor an empty text."""
    if has_null(body):
        return refuse(400, "invalid message content type: <nil>")
    return refuse(400, "message content must not be empty") if has_no_text(body) else say("x")


@requirement("dialects.learnt")
async def test_what_has_no_text_is_said_in_words_where_an_empty_one_is_refused_too(settings: Settings) -> None:
    async with FakeModel(strict_about_contents) as server, models_of(at(server, settings)) as models:
        await pieces_of(models, SILENT)
        contents = [[one["content"] for one in messages_of(body)] for body in server.bodies]
    assert contents == [["Hello", None, ""], ["Hello", "", ""], ["Hello", "(calls look)", "(no output)"]]


VALUES: list[tuple[ModelRequest, str]] = [
    (WARM, "temperature 取值范围为 0 到 1"),
    (WARM, "top_p must be 1 or less"),
    (WARM, "`temperature` must be strictly positive"),
    (INSTRUCTED, "系统不支持该操作"),
    (PICTURED, "不支持的图片格式"),
    (BARE, "fake-max does not support tools"),
    (STRICT, "Invalid value for strict: it must be one of true, false"),
]


def always(words: str) -> Callable[[Json], Answer]:
    return refusing(lambda _: True, 400, words)


@requirement("dialects.values-teach-nothing")
async def test_values_and_what_cannot_be_left_out_are_told(settings: Settings) -> None:
    async with FakeModel() as server, models_of(at(server, settings)) as models:
        for request, words in VALUES:
            server.requests.clear()
            server.answers = always(words)
            with pytest.raises(ModelError, match=words[:12].replace("(", ".")):
                await pieces_of(models, request)
            assert len(server.bodies) == 1, words
