"""The limits of the API's reference: the last value is accepted, the next one refused.

The limits are written out, not read from the request types, because they test these types. Source: openai-openapi
f85dbe2; the 32 messages of a thread are a limit of OpenAI's service.
"""

from collections.abc import Callable
from typing import NamedTuple

import httpx2
import pytest

from app.api.requests import (
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ModifyMessage,
    ModifyRun,
    ModifyThread,
)
from app.api.tools import Value
from tests.requirements import requirement
from tests.server.bodies import ASSISTANTS, BODIES, RUNS, as_it_is, field_of, names_missing_file, path_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

MESSAGE = {"role": "user", "content": "x"}
FUNCTION = {"type": "function", "function": {"name": "f"}}

THREADS = (CreateThread, ModifyThread)
WITH_METADATA = (*ASSISTANTS, *THREADS, CreateMessage, ModifyMessage, *RUNS, ModifyRun)
WITH_RESOURCES = (*ASSISTANTS, *THREADS, CreateThreadAndRun)


class Limit(NamedTuple):
    """A limit in each of these bodies: the last value accepted, the first one refused, and the error.

    `param`: the place that the error names; it begins with the field. `inside` puts the value there.
    """

    kinds: tuple[type[Value], ...]
    param: str
    last: object
    first: object
    code: str
    inside: Callable[[object], object] = as_it_is


def pairs(count: int) -> dict[str, str]:
    return {f"key {number}": "x" for number in range(count)}


def function(name: object) -> object:
    return [{"type": "function", "function": {"name": name}}]


def chosen(name: object) -> object:
    return {"type": "function", "function": {"name": name}}


def schema(name: object) -> object:
    return {"type": "json_schema", "json_schema": {"name": name}}


def results(count: object) -> object:
    return [{"type": "file_search", "file_search": {"max_num_results": count}}]


def threshold(value: object) -> object:
    return [{"type": "file_search", "file_search": {"ranking_options": {"score_threshold": value}}}]


def files(ids: object) -> object:
    return {"code_interpreter": {"file_ids": ids}}


def stores(ids: object) -> object:
    return {"file_search": {"vector_store_ids": ids}}


def parts(text: object) -> object:
    return [{"type": "text", "text": text}]


def said(content: object) -> object:
    return [{"role": "user", "content": content}]


def in_thread(messages: object) -> object:
    return {"messages": messages}


def last_messages(count: object) -> object:
    return {"type": "last_messages", "last_messages": count}


NAME = "tools[0].function.name"
RESULTS = "tools[0].file_search.max_num_results"
THRESHOLD = "tools[0].file_search.ranking_options.score_threshold"
FILES, STORES = "tool_resources.code_interpreter.file_ids", "tool_resources.file_search.vector_store_ids"
CHOSEN, SCHEMA = "tool_choice.function.name", "response_format.json_schema.name"
LONGEST_NAME = "abcXYZ-_089".ljust(64, "x")

LIMITS = [
    Limit(WITH_METADATA, "metadata", pairs(16), pairs(17), "object_above_max_properties"),
    Limit(WITH_METADATA, "metadata", {"k" * 64: ""}, {"k" * 65: ""}, "property_name_above_max_length"),
    Limit(WITH_METADATA, "metadata.a", {"a": "x" * 512}, {"a": "x" * 513}, "string_above_max_length"),
    Limit(ASSISTANTS, "name", "x" * 256, "x" * 257, "string_above_max_length"),
    Limit(ASSISTANTS, "description", "x" * 512, "x" * 513, "string_above_max_length"),
    Limit(ASSISTANTS + RUNS, "instructions", "x" * 256_000, "x" * 256_001, "string_above_max_length"),
    Limit((CreateRun,), "additional_instructions", "x" * 256_000, "x" * 256_001, "string_above_max_length"),
    Limit(ASSISTANTS + RUNS, "tools", [FUNCTION] * 128, [FUNCTION] * 129, "array_above_max_length"),
    Limit(ASSISTANTS + RUNS, NAME, LONGEST_NAME, LONGEST_NAME + "x", "invalid_value", function),
    *(Limit(ASSISTANTS + RUNS, NAME, "a", bad, "invalid_value", function) for bad in ("", "a b", "a.b", "ä", "a\n")),
    Limit(RUNS, CHOSEN, LONGEST_NAME, LONGEST_NAME + "x", "invalid_value", chosen),
    Limit(ASSISTANTS + RUNS, SCHEMA, LONGEST_NAME, LONGEST_NAME + "x", "invalid_value", schema),
    Limit(ASSISTANTS + RUNS, RESULTS, 1, 0, "integer_below_min_value", results),
    Limit(ASSISTANTS + RUNS, RESULTS, 50, 51, "integer_above_max_value", results),
    Limit(ASSISTANTS + RUNS, THRESHOLD, 0, -0.01, "decimal_below_min_value", threshold),
    Limit(ASSISTANTS + RUNS, THRESHOLD, 1, 1.01, "decimal_above_max_value", threshold),
    Limit(ASSISTANTS + RUNS, "temperature", 0, -0.01, "decimal_below_min_value"),
    Limit(ASSISTANTS + RUNS, "temperature", 2, 2.01, "decimal_above_max_value"),
    Limit(ASSISTANTS + RUNS, "top_p", 0, -0.01, "decimal_below_min_value"),
    Limit(ASSISTANTS + RUNS, "top_p", 1, 1.01, "decimal_above_max_value"),
    Limit(WITH_RESOURCES, FILES, ["file-x"] * 20, ["file-x"] * 21, "array_above_max_length", files),
    Limit(WITH_RESOURCES, STORES, ["vs_x"], ["vs_x"] * 2, "array_above_max_length", stores),
    Limit((CreateThread,), "messages", [MESSAGE] * 32, [MESSAGE] * 33, "array_above_max_length"),
    Limit(
        (CreateThreadAndRun,), "thread.messages", [MESSAGE] * 32, [MESSAGE] * 33, "array_above_max_length", in_thread
    ),
    Limit((CreateRun,), "additional_messages", [MESSAGE] * 32, [MESSAGE] * 33, "array_above_max_length"),
    Limit((CreateThread,), "messages[0].content", "x" * 256_000, "x" * 256_001, "string_above_max_length", said),
    Limit((CreateMessage,), "content", "x" * 256_000, "x" * 256_001, "string_above_max_length"),
    Limit((CreateMessage,), "content", "x", "", "empty_string"),
    Limit((CreateMessage,), "content", parts("x"), [], "empty_array"),
    Limit((CreateMessage,), "content[0].text", "é" * 256_000, "é" * 256_001, "string_above_max_length", parts),
    Limit((CreateMessage,), "content[0].text", "x", "", "empty_string", parts),
    Limit(RUNS, "max_prompt_tokens", 1, 0, "integer_below_min_value"),
    Limit(RUNS, "max_completion_tokens", 1, 0, "integer_below_min_value"),
    Limit(RUNS, "truncation_strategy.last_messages", 1, 0, "integer_below_min_value", last_messages),
]


@requirement("server.limits")
@pytest.mark.parametrize("limit", LIMITS, ids=[f"{limit.param} {limit.code}" for limit in LIMITS])
async def test_the_last_value_is_accepted_and_the_next_one_refused(limit: Limit, http: httpx2.AsyncClient) -> None:
    field = field_of(limit.param)
    for kind in limit.kinds:
        body, path = BODIES.get(kind, {}), await path_of(kind, http)
        refused = await http.post(path, json=body | {field: limit.inside(limit.first)})
        error = refused.json()["error"]
        assert (refused.status_code, error["param"], error["code"]) == (400, limit.param, limit.code), kind
        assert error["type"] == "invalid_request_error"
        accepted = await http.post(path, json=body | {field: limit.inside(limit.last)})
        assert accepted.status_code == 200 or names_missing_file(accepted), (kind, accepted.text[:300])


LISTS = ("/assistants", "/threads/{thread}/messages", "/threads/{thread}/runs", "/threads/{thread}/runs/{run}/steps")


@requirement("server.limits")
@pytest.mark.parametrize("path", LISTS)
async def test_a_page_has_1_to_100_objects(path: str, http: httpx2.AsyncClient) -> None:
    run = (await http.post("/threads/runs", json=BODIES[CreateThreadAndRun])).json()
    path = path.format(thread=run["thread_id"], run=run["id"])
    for limit, code in ((0, "integer_below_min_value"), (101, "integer_above_max_value")):
        error = (await http.get(path, params={"limit": limit})).json()["error"]
        assert (error["param"], error["code"]) == ("limit", code)
    for limit in (1, 100):
        assert (await http.get(path, params={"limit": limit})).status_code == 200


@requirement("api.paging")
async def test_a_page_has_20_objects_by_default(http: httpx2.AsyncClient) -> None:
    thread = (await http.post("/threads", json={"messages": [MESSAGE] * 21})).json()["id"]
    page = (await http.get(f"/threads/{thread}/messages")).json()
    assert (len(page["data"]), page["has_more"]) == (20, True)
    whole = (await http.get(f"/threads/{thread}/messages?limit=21")).json()
    assert (len(whole["data"]), whole["has_more"]) == (21, False)
