"""Bodies and queries: at and over every limit, hostile ones, and empty ones as clients send them."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator

import httpx2
import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.models.script import Gate, Reply, Script
from tests.requirements import requirement
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMIT = 32 * 1024 * 1024


async def raw(port: int, request: bytes) -> tuple[int, dict[str, dict[str, str | None]]]:
    """Send bytes as they are; return the status and the JSON of the response."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        async with asyncio.timeout(10):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            return int(head.split(b" ", 2)[1]), json.loads(await reader.readexactly(length))
    finally:
        writer.close()


@requirement("server.hostile-bodies")
@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"{", "parse the JSON"),
        (b"not json", "parse the JSON"),
        (b'{"metadata": {"a": NaN}}', "parse the JSON"),
        (b'{"metadata": {"a": "\xff"}}', "UTF-8"),
        (b'{"metadata": {"a": "\\ud800"}}', "parse the JSON"),
        (b'{"metadata": {"a": "\\u0000"}}', "null character"),
        (b'{"metadata": {"\\u0000": "a"}}', "null character"),
        (b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
        (b'{"metadata":' * 10_000, "nested too deeply"),
        (b"[" * 300 + b"]" * 300, "nested too deeply"),
        (b"null", "expected an object"),
        (b"[{}]", "expected an object"),
        (b'"text"', "expected an object"),
        (b"1" * 5_000, ""),
    ],
)
async def test_a_body_that_is_not_a_request_is_refused(body: bytes, text: str, http: httpx2.AsyncClient) -> None:
    answer = await http.post("/threads", content=body)
    assert answer.status_code == 400
    assert text in answer.json()["error"]["message"]


@requirement("server.hostile-bodies")
@pytest.mark.parametrize(
    "values", [b"[]," * 1_000_000, b"{}," * 300_000, b"0," * 1_000_000, b'"",' * 500_000, b'"\\"",' * 300_000]
)
async def test_a_body_of_countless_values_is_refused_at_once(values: bytes, http: httpx2.AsyncClient) -> None:
    body = b'{"model":"m","metadata":{"a":[' + values + b"0]}}"
    answer = await http.post("/assistants", content=body)
    assert answer.status_code == 400
    assert "too many values" in answer.json()["error"]["message"]


@requirement("server.hostile-bodies")
async def test_text_that_looks_like_countless_values_is_accepted(http: httpx2.AsyncClient) -> None:
    thread = (await http.post("/threads")).json()["id"]
    text = '["\\\\",{},[],"\\""],' * 10_000
    parts = [{"type": "text", "text": text}] * 4
    answer = await http.post(f"/threads/{thread}/messages", json={"role": "user", "content": parts})
    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["content"][3]["text"]["value"] == text


@requirement("server.hostile-bodies")
async def test_a_connection_is_usable_after_a_body_that_was_not_read(server: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    body = b"x" * 100_000
    try:
        for path, status in (
            (b"/v1/nowhere", b"404"),
            (b"/v1/models", b"405"),
            (b"/v1/threads/x/runs/y/cancel", b"404"),
        ):
            head = b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (path, len(body))
            writer.write(head + body)
            async with asyncio.timeout(10):
                answer = await reader.readuntil(b"\r\n\r\n")
                assert answer.split(b" ")[1] == status
                length = next(int(line[15:]) for line in answer.split(b"\r\n") if line.startswith(b"content-length:"))
                await reader.readexactly(length)
    finally:
        writer.close()


@requirement("server.hostile-bodies")
async def test_a_schema_nested_too_deep_is_refused_and_a_deep_one_accepted(http: httpx2.AsyncClient) -> None:
    def with_depth(depth: int) -> bytes:
        schema = b'{"a":' * depth + b"1" + b"}" * depth
        tool = b'{"type":"function","function":{"name":"f","parameters":' + schema + b"}}"
        return b'{"model":"m","tools":[' + tool + b"]}"

    assert (await http.post("/assistants", content=with_depth(100))).status_code == 200
    refused = await http.post("/assistants", content=with_depth(400))
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_value")


@requirement("server.body-limit")
async def test_a_body_over_the_limit_is_refused_before_it_is_sent(server: Running) -> None:
    head = b"POST /v1/threads HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (LIMIT + 1)
    status, body = await raw(server.port, head)
    assert (status, body["error"]["type"]) == (413, "invalid_request_error")


@requirement("server.body-limit")
async def test_a_client_that_closes_gets_the_413_for_its_large_body(server: Running) -> None:
    # urllib closes each connection: a response sent before the body was read would be lost to the reset.
    asked = urllib.request.Request(f"{server.url}/threads", b" " * (LIMIT + 1_000_000))

    def status() -> int:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=20)
        with refused.value:
            return refused.value.code

    assert await asyncio.to_thread(status) == 413


@requirement("server.body-limit")
async def test_a_body_without_a_length_is_counted(http: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(33):
            yield b" " * (1024 * 1024)

    answer = await http.post("/threads", content=endless())
    assert answer.status_code == 413


@requirement("server.body-limit")
async def test_a_body_at_the_limit_is_read(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/threads", content=b"{}".ljust(LIMIT))).status_code == 200


@requirement("server.empty-bodies")
async def test_empty_bodies_as_the_sdks_send_them(http: httpx2.AsyncClient, script: Script) -> None:
    # node sends no body where every field may be absent, go sends {} and nothing at all to cancel, PHP sends [].
    for body in (b"", b"  \r\n", b"{}", b"[]"):
        answer = await http.post("/threads", content=body)
        assert (answer.status_code, answer.json()["metadata"]) == (200, {})
    thread = f"/threads/{answer.json()['id']}"
    gate = Gate()
    script.replies.append(Reply(gate))
    run = (await http.post(f"{thread}/runs", json={"assistant_id": DEFAULT_ASSISTANT_ID})).json()
    cancelled = await http.post(f"{thread}/runs/{run['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelling")
    assert (await http.post("/assistants", content=b"")).json()["error"] == {
        "message": "Missing required parameter: 'model'.",
        "type": "invalid_request_error",
        "param": "model",
        "code": "missing_required_parameter",
    }


@requirement("server.empty-model")
async def test_an_empty_model_counts_as_none(http: httpx2.AsyncClient, script: Script) -> None:
    # go-openai sends "model" with every assistant, named or not.
    made = (await http.post("/assistants", json={"model": "gpt-4", "tools": []})).json()
    changed = (await http.post(f"/assistants/{made['id']}", json={"model": "", "name": "n"})).json()
    assert (changed["model"], changed["name"]) == ("gpt-4", "n")
    nameless = await http.post("/assistants", json={"model": ""})
    assert nameless.status_code == 200
    thread = (await http.post("/threads")).json()
    script.replies.append(Reply("Hello"))
    run = await http.post(f"/threads/{thread['id']}/runs", json={"assistant_id": made["id"], "model": ""})
    assert run.json()["model"] == "gpt-4"


@requirement("server.limits")
@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("limit=0", "limit", "integer_below_min_value"),
        ("limit=101", "limit", "integer_above_max_value"),
        ("limit=1" + "0" * 22, "limit", "integer_above_max_value"),
        ("limit=-1", "limit", "integer_below_min_value"),
        ("limit=many", "limit", "invalid_type"),
        ("limit=1.5", "limit", "invalid_type"),
        ("order=up", "order", "invalid_value"),
        ("after=%00", "after", "invalid_value"),
    ],
)
async def test_queries_outside_their_limits_are_refused(
    query: str, param: str, code: str, http: httpx2.AsyncClient
) -> None:
    for path in ("/assistants", "/threads"):
        answer = await http.get(f"{path}?{query}")
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
        assert answer.json()["error"]["code"] == code


@requirement("server.limits")
async def test_queries_within_their_limits_are_accepted(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/assistants?limit=100&order=asc&after=&unknown=1")).status_code == 200
    thread = (await http.post("/threads")).json()["id"]
    steps = f"/threads/{thread}/runs/run_no/steps"
    fine = await http.get(f"{steps}?include[]=step_details.tool_calls[*].file_search.results[*].content")
    assert fine.status_code == 404
    assert (await http.get(f"{steps}?include[]=everything")).status_code == 400
    assert (await http.get(f"/threads/{thread}/runs/run_no/events?after=-1")).status_code == 400


@requirement("server.limits")
async def test_the_error_names_the_limit_and_the_length(http: httpx2.AsyncClient) -> None:
    tools = [{"type": "code_interpreter"}] * 217
    error = (await http.post("/assistants", json={"model": "m", "tools": tools})).json()["error"]
    assert error == {
        "message": "Invalid 'tools': array too long. Expected an array with maximum length 128, "
        "but got an array with length 217 instead.",
        "type": "invalid_request_error",
        "param": "tools",
        "code": "array_above_max_length",
    }
    stores = {"file_search": {"vector_stores": [{"file_ids": ["file-1"]}]}}
    error = (await http.post("/threads", json={"tool_resources": stores})).json()["error"]
    assert error["param"] == "tool_resources.file_search.vector_stores"
    assert "not supported" in error["message"]
