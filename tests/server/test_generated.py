"""Requests generated from the types: valid ones are accepted, broken ones refused in the API's words."""

import json
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import (
    SubmitToolOutputs,
)
from app.api.tools import Value
from tests.requirements import requirement
from tests.server.bodies import KINDS, names_missing_file, path_of
from tests.server.generated import bodies, broken_bodies

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUICK = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("kind", KINDS)
@settings(QUICK, max_examples=15)
@given(data=st.data())
@requirement("server.valid-is-accepted")
async def test_what_the_types_allow_is_accepted(
    kind: type[Value], data: st.DataObject, http: httpx2.AsyncClient
) -> None:
    body = data.draw(bodies(kind))
    if "assistant_id" in body:
        body = {**body, "assistant_id": DEFAULT_ASSISTANT_ID, "stream": False}
    if body.get("truncation_strategy"):  # no type says which of its fields go together
        body["truncation_strategy"] = {"type": "last_messages", "last_messages": 3}
    answer = await http.post(await path_of(kind, http), content=json.dumps(body))
    if kind is SubmitToolOutputs:  # valid, but no run waits for it
        assert answer.status_code == 400
        assert "do not accept tool outputs" in answer.json()["error"]["message"]
    else:
        assert answer.status_code == 200 or names_missing_file(answer), answer.text


@pytest.mark.parametrize("kind", KINDS)
@settings(QUICK, max_examples=40)
@given(data=st.data())
@requirement("server.broken-is-refused")
async def test_what_breaks_the_types_is_refused_by_name(
    kind: type[Value], data: st.DataObject, http: httpx2.AsyncClient
) -> None:
    broken = data.draw(broken_bodies(kind))
    path = KINDS[kind].format(assistant="a", thread="t", message="m", run="r")  # the body is checked before the id
    answer = await http.post(path, content=json.dumps(broken.body))
    error = answer.json()["error"]
    assert answer.status_code == 400, answer.text
    assert (error["param"] or "", error["code"]) == (broken.param, broken.code), error["message"]
    assert error["type"] == "invalid_request_error"


@settings(QUICK, max_examples=100)
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"]),
    path=st.sampled_from(
        ["/assistants", "/threads", "/threads/runs", "/threads/x/runs/y/events", "/models", "/threads/%00/messages"]
    )
    | st.text(st.characters(codec="utf-8", exclude_characters="/"), max_size=10).map(lambda text: f"/{quote(text)}"),
    query=st.dictionaries(
        st.sampled_from(["limit", "order", "after", "before", "q", "run_id", "include[]"]), st.text(max_size=5)
    ),
    body=st.binary(max_size=50),
)
@requirement("server.never-5xx")
async def test_bytes_of_any_kind_are_refused_or_accepted(
    method: str, path: str, query: dict[str, str], body: bytes, http: httpx2.AsyncClient
) -> None:
    answer = await http.request(method, path, params=query, content=body)
    assert answer.status_code < 500
    if answer.status_code != 200 and method != "HEAD":
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
