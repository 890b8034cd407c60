"""Concurrent requests: outputs submitted twice, a run cancelled during submission, a thread deleted during creation."""

import asyncio
from typing import Any

import httpx2
import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.models.script import Gate, Reply, Script, call
from tests.requirements import requirement
from tests.server.event_streams import finished

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOOK = {
    "assistant_id": DEFAULT_ASSISTANT_ID,
    "tools": [{"type": "function", "function": {"name": "look"}}],
    "thread": {"messages": [{"role": "user", "content": "Look"}]},
}


async def start_waiting_run(http: httpx2.AsyncClient) -> tuple[str, dict[str, Any]]:
    """Start a run that waits for outputs; return its path, and a body with the outputs."""
    run = (await http.post("/threads/runs", json=LOOK)).json()
    path = f"/threads/{run['thread_id']}/runs/{run['id']}"
    async with asyncio.timeout(10):
        while run["status"] != "requires_action":
            run = (await http.get(path)).json()
    calls = run["required_action"]["submit_tool_outputs"]["tool_calls"]
    return path, {"tool_outputs": [{"tool_call_id": one["id"], "output": "seen"} for one in calls]}


@requirement("server.at-once")
async def test_outputs_submitted_several_times_count_once(http: httpx2.AsyncClient, script: Script) -> None:
    for stream in (False, True):
        gate = Gate()
        script.replies += [Reply(call("look")), Reply(gate, "Seen.")]
        path, outputs = await start_waiting_run(http)
        body = outputs | {"stream": stream}
        sent = [asyncio.create_task(http.post(f"{path}/submit_tool_outputs", json=body)) for _ in range(4)]
        await asyncio.wait_for(gate.reached.wait(), 10)
        gate.open()
        answers = await asyncio.gather(*sent)
        assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
        refused = [answer.json()["error"]["message"] for answer in answers if answer.status_code == 400]
        assert all(text.endswith('" do not accept tool outputs.') for text in refused)
        run = (await http.get(path)).json()
        assert (await finished(http, run))["status"] == "completed"
        assert script.replies == []


@requirement("server.at-once")
async def test_a_run_is_cancelled_while_outputs_are_submitted(http: httpx2.AsyncClient, script: Script) -> None:
    for turn in range(6):
        script.replies[:] = [Reply(call("look")), Reply("Seen.")]
        path, outputs = await start_waiting_run(http)
        requests = [http.post(f"{path}/cancel"), http.post(f"{path}/submit_tool_outputs", json=outputs)]
        answers = await asyncio.gather(*(requests if turn % 2 else reversed(requests)))
        assert {answer.status_code for answer in answers} <= {200, 400}
        assert any(answer.status_code == 200 for answer in answers)
        run = await finished(http, (await http.get(path)).json())
        assert run["status"] in ("cancelled", "completed")
        message = {"role": "user", "content": "Free again"}
        assert (await http.post(f"/threads/{run['thread_id']}/messages", json=message)).status_code == 200


@requirement("server.at-once")
async def test_a_thread_deleted_while_a_run_is_created(http: httpx2.AsyncClient, script: Script) -> None:
    for stream in (False, True, False, True):
        script.replies[:] = [Reply("Hello")]
        thread = f"/threads/{(await http.post('/threads')).json()['id']}"
        run = {"assistant_id": DEFAULT_ASSISTANT_ID, "stream": stream}
        async with asyncio.timeout(10):
            made, deleted = await asyncio.gather(http.post(f"{thread}/runs", json=run), http.delete(thread))
        assert (made.status_code in (200, 404), deleted.status_code) == (True, 200)
        assert (await http.get(f"{thread}/runs")).status_code == 404
