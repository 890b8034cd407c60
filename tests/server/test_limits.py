"""The numbers and words of the API as they stand in its reference: the last value accepted, the first one refused.

Written out and not read from the request types, which are what they prove. Source: openai-openapi f85dbe2; the 32
messages of a thread are the service's own.
"""

from collections.abc import Callable
from typing import NamedTuple

import httpx2
import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

Body = dict[str, object]
BODIES: dict[str, Body] = {
    "assistants": {"model": ""},
    "threads": {},
    "messages": {"role": "user", "content": "x"},
    "runs": {"assistant_id": DEFAULT_ASSISTANT_ID},
}
"""What a body has besides the field that is tried."""
MESSAGE = {"role": "user", "content": "x"}
FUNCTION = {"type": "function", "function": {"name": "f"}}


def as_it_is(value: object) -> object:
    return value


class Limit(NamedTuple):
    """A field of `POST /kind`: the last value accepted, the first refused, and with what code.

    `inside` puts the value where it belongs in a field that holds more.
    """

    kind: str
    param: str
    last: object
    first: object
    code: str
    inside: Callable[[object], object] = as_it_is


def pairs(count: int) -> dict[str, str]:
    return {f"key {number}": "x" for number in range(count)}


def function(name: object) -> object:
    return [{"type": "function", "function": {"name": name}}]


def file_search(options: object) -> object:
    return [{"type": "file_search", "file_search": options}]


def threshold(value: object) -> object:
    return file_search({"ranking_options": {"score_threshold": value}})


def files(ids: object) -> object:
    return {"code_interpreter": {"file_ids": ids}}


def stores(ids: object) -> object:
    return {"file_search": {"vector_store_ids": ids}}


def image(detail: object) -> object:
    return [{"type": "image_url", "image_url": {"url": "http://host.invalid/a", "detail": detail}}]


def last_messages(count: object) -> object:
    return {"type": "last_messages", "last_messages": count}


LIMITS = [
    Limit("assistants", "name", "x" * 256, "x" * 257, "string_above_max_length"),
    Limit("assistants", "description", "x" * 512, "x" * 513, "string_above_max_length"),
    Limit("assistants", "instructions", "x" * 256_000, "x" * 256_001, "string_above_max_length"),
    Limit("assistants", "metadata", pairs(16), pairs(17), "object_above_max_properties"),
    Limit("assistants", "metadata", {"k" * 64: ""}, {"k" * 65: ""}, "property_name_above_max_length"),
    Limit("assistants", "metadata", {"a": "x" * 512}, {"a": "x" * 513}, "string_above_max_length"),
    Limit("assistants", "tools", [FUNCTION] * 128, [FUNCTION] * 129, "array_above_max_length"),
    Limit("assistants", "tools", [{"type": "code_interpreter"}], [{"type": "browser"}], "invalid_value"),
    Limit("assistants", "tools", "a-Z_9" + "x" * 59, "x" * 65, "invalid_value", function),
    Limit("assistants", "tools", "a", "ä", "invalid_value", function),
    Limit(
        "assistants", "tools", {"max_num_results": 1}, {"max_num_results": 0}, "integer_below_min_value", file_search
    ),
    Limit(
        "assistants", "tools", {"max_num_results": 50}, {"max_num_results": 51}, "integer_above_max_value", file_search
    ),
    Limit("assistants", "tools", 0, -0.1, "decimal_below_min_value", threshold),
    Limit("assistants", "tools", 1, 1.1, "decimal_above_max_value", threshold),
    Limit("assistants", "tool_resources", ["file-x"] * 20, ["file-x"] * 21, "array_above_max_length", files),
    Limit("assistants", "tool_resources", ["vs_x"], ["vs_x"] * 2, "array_above_max_length", stores),
    Limit("assistants", "temperature", 0, -0.1, "decimal_below_min_value"),
    Limit("assistants", "temperature", 2, 2.1, "decimal_above_max_value"),
    Limit("assistants", "top_p", 0, -0.1, "decimal_below_min_value"),
    Limit("assistants", "top_p", 1, 1.1, "decimal_above_max_value"),
    *(
        Limit("assistants", "reasoning_effort", effort, "huge", "invalid_value")
        for effort in ("none", "minimal", "low", "medium", "high", "xhigh", "max")
    ),
    Limit("assistants", "response_format", "auto", "text", "invalid_value"),
    Limit("threads", "messages", [MESSAGE] * 32, [MESSAGE] * 33, "array_above_max_length"),
    Limit("messages", "content", "x" * 256_000, "x" * 256_001, "string_above_max_length"),
    Limit("messages", "content", "x", "", "empty_string"),
    Limit("messages", "content", [{"type": "text", "text": "x"}], [], "empty_array"),
    *(Limit("messages", "role", role, "system", "invalid_value") for role in ("user", "assistant")),
    *(Limit("messages", "content", detail, "medium", "invalid_value", image) for detail in ("auto", "low", "high")),
    Limit("runs", "additional_messages", [MESSAGE] * 32, [MESSAGE] * 33, "array_above_max_length"),
    Limit("runs", "additional_instructions", "x" * 256_000, "x" * 256_001, "string_above_max_length"),
    Limit("runs", "max_prompt_tokens", 256, 0, "integer_below_min_value"),
    Limit("runs", "max_completion_tokens", 256, 0, "integer_below_min_value"),
    Limit("runs", "truncation_strategy", {"type": "auto"}, {"type": "first"}, "invalid_value"),
    Limit("runs", "truncation_strategy", 1, 0, "integer_below_min_value", last_messages),
    *(Limit("runs", "tool_choice", choice, "any", "invalid_value") for choice in ("none", "auto", "required")),
]


@requirement("server.limits")
@pytest.mark.parametrize("limit", LIMITS, ids=[f"{limit.param} {limit.code}" for limit in LIMITS])
async def test_the_limits_of_bodies(limit: Limit, http: httpx2.AsyncClient) -> None:
    async def post(value: object) -> httpx2.Response:
        path = f"/{limit.kind}"
        if limit.kind in ("messages", "runs"):
            path = f"/threads/{(await http.post('/threads')).json()['id']}{path}"
        return await http.post(path, json=BODIES[limit.kind] | {limit.param: limit.inside(value)})

    accepted = await post(limit.last)
    assert accepted.status_code == 200, accepted.text[:300]
    refused = await post(limit.first)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (400, limit.code), refused.text[:300]
    assert error["param"].startswith(limit.param)
