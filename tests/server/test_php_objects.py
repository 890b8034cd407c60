"""PHP writes an empty object as `[]`: it is one wherever an object is meant, and goes on to the model as one."""

import httpx2
import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.models.script import Script
from tests.requirements import requirement
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

NESTED: dict[str, object] = {"type": "object", "properties": {"a": [], "b": {"properties": [], "required": []}}}
NESTED_READ: dict[str, object] = {"type": "object", "properties": {"a": {}, "b": {"properties": {}, "required": []}}}
OTHER: dict[str, object] = {"anyOf": [[], {"items": []}], "$defs": [], "enum": [], "default": [], "not": []}
OTHER_READ: dict[str, object] = {"anyOf": [{}, {"items": {}}], "$defs": {}, "enum": [], "default": [], "not": {}}


@requirement("server.empty-arrays")
async def test_an_empty_array_where_an_object_is_meant(http: httpx2.AsyncClient) -> None:
    resources: dict[str, object] = {"code_interpreter": [], "file_search": []}
    body: dict[str, object] = {
        "model": "m",
        "metadata": [],
        "tool_resources": resources,
        "tools": [],
        "response_format": {"type": "text"},
    }
    made = await http.post("/assistants", json=body)
    assert made.status_code == 200, made.text
    assert made.json()["metadata"] == {}
    assert made.json()["tool_resources"] == {
        "code_interpreter": {"file_ids": []},
        "file_search": {"vector_store_ids": []},
    }
    empty = b'{"metadata": [], "tool_resources": [], "messages": []}'
    thread = (await http.post("/threads", content=empty)).json()
    assert (thread["metadata"], thread["tool_resources"]) == ({}, {})
    path = f"/threads/{thread['id']}"
    assert (await http.post(path, content=b'{"metadata": [ ]}')).json()["metadata"] == {}
    message = {"role": "user", "content": [{"type": "text", "text": "[]"}], "metadata": [], "attachments": []}
    assert (await http.post(f"{path}/messages", json=message)).json()["metadata"] == {}


@requirement("server.empty-arrays")
@pytest.mark.parametrize(("sent", "read"), [([], {}), (NESTED, NESTED_READ), (OTHER, OTHER_READ)])
async def test_schemas_without_properties_go_to_the_model_as_objects(
    sent: object, read: object, http: httpx2.AsyncClient, server: Running, script: Script
) -> None:
    script.replies.clear()
    function = {"type": "function", "function": {"name": "now", "parameters": sent}}
    schema = {"type": "json_schema", "json_schema": {"name": "n", "schema": sent}}
    body = {"assistant_id": DEFAULT_ASSISTANT_ID, "tools": [function], "response_format": schema, "thread": []}
    run = (await http.post("/threads/runs", json=body)).json()
    assert run["tools"][0]["function"]["parameters"] == run["response_format"]["json_schema"]["schema"] == read
    asked = await script.wait_for_request()
    assert asked.tools[0].function.parameters == read


@requirement("server.empty-arrays")
@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        (b'{"model": [], "metadata": []}', "model", "invalid_type"),
        (b'{"model": "m", "tools": [[]]}', "tools[0].type", "missing_required_parameter"),
        (b'{"model": "m", "metadata": [], "name": 1}', "name", "invalid_type"),
        (b'{"model": "m", "metadata": [1]}', "metadata", "invalid_type"),
        (b'{"model": "m", "metadata": {"a": []}}', "metadata.a", "invalid_type"),
    ],
)
async def test_other_arrays_and_other_faults_are_refused(
    body: bytes, param: str, code: str, http: httpx2.AsyncClient
) -> None:
    refused = await http.post("/assistants", content=body)
    assert refused.status_code == 400
    assert (refused.json()["error"]["param"], refused.json()["error"]["code"]) == (param, code)
