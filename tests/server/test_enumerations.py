"""The enumerations of the API: each value is accepted and returned, any other is refused with the list.

The values are written out, not read from the request types, because they test these types.
Source: openai-openapi f85dbe2.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import httpx2
import pytest

from app.api.requests import CreateMessage, CreateRun, CreateThreadAndRun
from app.api.tools import Value
from tests.requirements import requirement
from tests.server.bodies import ASSISTANTS, BODIES, RUNS, as_it_is, field_of, names_missing_file, path_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Enumeration(NamedTuple):
    """An enumeration at `param` in each of these bodies. `inside` puts a value there; `others` are refused."""

    kinds: tuple[type[Value], ...]
    param: str
    words: str
    others: tuple[str, ...]
    inside: Callable[[str], object] = as_it_is


def ranked(ranker: str) -> object:
    return [{"type": "file_search", "file_search": {"ranking_options": {"score_threshold": 0.5, "ranker": ranker}}}]


def tool(kind: str) -> object:
    return [{"type": kind} | ({"function": {"name": "f"}} if kind == "function" else {})]


def answer_form(kind: str) -> object:
    return {"type": kind} | ({"json_schema": {"name": "f"}} if kind == "json_schema" else {})


def choice(kind: str) -> object:
    return {"type": kind} | ({"function": {"name": "f"}} if kind == "function" else {})


def truncation(kind: str) -> object:
    return {"type": kind} | ({"last_messages": 1} if kind == "last_messages" else {})


def image_url(detail: str) -> object:
    return [{"type": "image_url", "image_url": {"url": "http://host.invalid/a", "detail": detail}}]


def image_file(detail: str) -> object:
    return [{"type": "image_file", "image_file": {"file_id": "file-x", "detail": detail}}]


def part(kind: str) -> object:
    fields = {"text": "x", "image_url": {"url": "http://host.invalid/a"}, "image_file": {"file_id": "file-x"}}
    return [{"type": kind} | ({kind: fields[kind]} if kind in fields else {})]


def attached(kind: str) -> object:
    return [{"file_id": "file-x", "tools": [{"type": kind}]}]


RANKER = "tools[0].file_search.ranking_options.ranker"
EFFORTS = "none minimal low medium high xhigh max"
ENUMERATIONS = [
    Enumeration((CreateMessage,), "role", "user assistant", ("system", "User", "")),
    Enumeration((CreateMessage,), "content[0].type", "text image_file image_url", ("input_text",), part),
    Enumeration((CreateMessage,), "content[0].image_url.detail", "auto low high", ("medium",), image_url),
    Enumeration((CreateMessage,), "content[0].image_file.detail", "auto low high", ("medium",), image_file),
    Enumeration(
        (CreateMessage,), "attachments[0].tools[0].type", "code_interpreter file_search", ("function",), attached
    ),
    Enumeration((*ASSISTANTS, CreateRun), "reasoning_effort", EFFORTS, ("huge", "LOW", "")),
    Enumeration(
        ASSISTANTS + RUNS, "tools[0].type", "code_interpreter file_search function", ("browser", "retrieval"), tool
    ),
    Enumeration(ASSISTANTS + RUNS, RANKER, "auto default_2024_08_21", ("default-2024-11-15",), ranked),
    Enumeration(ASSISTANTS + RUNS, "response_format", "auto", ("text", "json")),
    Enumeration(ASSISTANTS + RUNS, "response_format.type", "text json_object json_schema", ("auto",), answer_form),
    Enumeration(RUNS, "tool_choice", "none auto required", ("any", "function")),
    Enumeration(RUNS, "tool_choice.type", "function code_interpreter file_search", ("auto",), choice),
    Enumeration(RUNS, "truncation_strategy.type", "auto last_messages", ("first", "disabled"), truncation),
]


def at(answer: object, param: str) -> object:
    """Return the value at this place of a response."""
    for step in re.findall(r"\w+", param):
        answer = answer[int(step) if step.isdigit() else step]  # pyright: ignore[reportIndexIssue, reportUnknownVariableType] - JSON
    return answer  # pyright: ignore[reportUnknownVariableType] - as above


@requirement("server.limits")
@pytest.mark.parametrize("known", ENUMERATIONS, ids=[known.param for known in ENUMERATIONS])
async def test_known_values_are_accepted_and_others_refused(known: Enumeration, http: httpx2.AsyncClient) -> None:
    field, words = field_of(known.param), known.words.split()
    for kind in known.kinds:
        body = BODIES.get(kind, {})
        for other in known.others:
            refused = await http.post(await path_of(kind, http), json=body | {field: known.inside(other)})
            error = refused.json()["error"]
            assert (refused.status_code, error["param"]) == (400, known.param), (kind, other)
            assert error["code"] == "invalid_value"
            start, _, supported = error["message"].partition(". ")
            assert start == f"Invalid value: '{other}'"
            assert sorted(re.findall(r"'(\w+)'", supported)) == sorted(words)
        for word in words:
            accepted = await http.post(await path_of(kind, http), json=body | {field: known.inside(word)})
            if names_missing_file(accepted):  # the value was accepted
                continue
            assert accepted.status_code == 200, (kind, accepted.text[:300])
            assert at(accepted.json(), known.param) == word


@requirement("server.limits")
async def test_lists_have_two_orders(http: httpx2.AsyncClient) -> None:
    run = (await http.post("/threads/runs", json=BODIES[CreateThreadAndRun])).json()
    thread = f"/threads/{run['thread_id']}"
    for path in ("/assistants", f"{thread}/messages", f"{thread}/runs", f"{thread}/runs/{run['id']}/steps"):
        for order in ("asc", "desc"):
            assert (await http.get(path, params={"order": order})).status_code == 200
        for order in ("ASC", "ascending", "newest"):
            error = (await http.get(path, params={"order": order})).json()["error"]
            assert error == {
                "message": f"Invalid value: '{order}'. Supported values are: 'asc' and 'desc'.",
                "type": "invalid_request_error",
                "param": "order",
                "code": "invalid_value",
            }
