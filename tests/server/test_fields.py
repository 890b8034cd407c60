"""The objects as bytes on the wire: which fields they have, in which status, and the shape of a tool call's deltas."""

import json
from typing import Any

import httpx2
import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.models.model import CallPiece, ModelError
from app.models.script import Reply, Script
from tests.requirements import requirement
from tests.server.event_streams import events_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASSISTANT = (
    "id object created_at name description model instructions tools tool_resources metadata temperature top_p"
    " response_format reasoning_effort"
)
THREAD = "id object created_at tool_resources metadata"
MESSAGE = (
    "id object created_at thread_id status incomplete_details completed_at incomplete_at role content assistant_id"
    " run_id attachments metadata"
)
RUN = (
    "id object created_at thread_id assistant_id status required_action last_error expires_at started_at cancelled_at"
    " failed_at completed_at incomplete_details model instructions tools metadata usage temperature top_p"
    " max_prompt_tokens max_completion_tokens truncation_strategy tool_choice parallel_tool_calls response_format"
    " reasoning_effort"
)
STEP = (
    "id object created_at run_id assistant_id thread_id type status step_details last_error expires_at expired_at"
    " cancelled_at failed_at completed_at metadata usage"
)
FIELDS = {
    "assistant": ASSISTANT,
    "thread": THREAD,
    "thread.message": MESSAGE,
    "thread.run": RUN,
    "thread.run.step": STEP,
}
PREFIXES = {
    "assistant": "asst",
    "thread": "thread",
    "thread.message": "msg",
    "thread.run": "run",
    "thread.run.step": "step",
}
LOOK = {
    "assistant_id": DEFAULT_ASSISTANT_ID,
    "tools": [{"type": "function", "function": {"name": "look"}}],
    "thread": {"messages": [{"role": "user", "content": "Look"}]},
    "stream": True,
}


def check(one: dict[str, Any]) -> None:
    """Every field, an id of the API's form, whole seconds."""
    assert sorted(one) == sorted(FIELDS[one["object"]].split())
    prefix, _, rest = one["id"].partition("_")
    assert (prefix, len(rest), rest.isalnum()) == (PREFIXES[one["object"]], 24, True)
    assert all(type(value) in (int, type(None)) for name, value in one.items() if name.endswith("_at"))


@requirement("server.fields")
async def test_every_field_in_every_status(http: httpx2.AsyncClient, script: Script) -> None:
    script.replies += [Reply("Let me see.", CallPiece(0, "look", "{}")), Reply("Half", ModelError("It broke."))]
    check((await http.post("/assistants", json={"model": "m"})).json())
    objects = [json.loads(data) for _, data in events_of((await http.post("/threads/runs", json=LOOK)).text)[:-1]]
    waiting = objects[-1]
    calls = waiting["required_action"]["submit_tool_outputs"]["tool_calls"]
    assert [sorted(one) for one in calls] == [["function", "id", "type"]]
    assert sorted(calls[0]["function"]) == ["arguments", "name"]
    run = f"/threads/{waiting['thread_id']}/runs/{waiting['id']}"
    body = {"tool_outputs": [{"tool_call_id": calls[0]["id"], "output": "x"}], "stream": True}
    answer = await http.post(f"{run}/submit_tool_outputs", json=body)
    objects += [json.loads(data) for _, data in events_of(answer.text)[:-1]]
    for path in (f"{run}/steps", f"/threads/{waiting['thread_id']}/messages"):
        objects += (await http.get(path)).json()["data"]
    whole = [one for one in objects if not one["object"].endswith(".delta")]
    for one in whole:
        check(one)
    statuses = {one["status"] for one in whole if one["object"] == "thread.run"}
    assert statuses == {"queued", "in_progress", "requires_action", "failed"}
    # Programs go through them unasked, LangChain for one.
    assert all(one["attachments"] == [] for one in whole if one["object"] == "thread.message")


@requirement("server.fields")
async def test_the_deltas_of_tool_calls(http: httpx2.AsyncClient, script: Script) -> None:
    pieces = [CallPiece(0, "look"), CallPiece(0, "", '{"at":'), CallPiece(0, "", "1}"), CallPiece(1, "look", "{}")]
    script.replies.append(Reply(*pieces))
    objects = events_of((await http.post("/threads/runs", json=LOOK)).text)
    deltas = [json.loads(data)["delta"]["step_details"] for name, data in objects if name == "thread.run.step.delta"]
    assert all(delta["type"] == "tool_calls" for delta in deltas)
    pieces = [piece for delta in deltas for piece in delta["tool_calls"]]
    waiting = json.loads(objects[-2][1])["required_action"]["submit_tool_outputs"]["tool_calls"]
    first, second = [one["id"] for one in waiting]
    begin = {"type": "function", "function": {"name": "look", "arguments": "", "output": None}}
    assert pieces == [
        {"index": 0, "id": first, **begin},
        {"index": 0, "type": "function", "function": {"arguments": '{"at":1}'}},
        {"index": 1, "id": second, **begin},
        {"index": 1, "type": "function", "function": {"arguments": "{}"}},
    ]
