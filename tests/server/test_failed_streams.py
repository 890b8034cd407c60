"""A stream whose run fails ends with `thread.run.failed` and `done`, wherever the run failed: clients wait for both."""

import json
from typing import Any

import httpx2
import pytest

from app.models.model import ModelError
from app.models.script import Reply, Script, call
from tests.requirements import requirement
from tests.server.event_streams import events_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

STARTED: dict[str, Any] = {
    "assistant_id": "asst_default00000000000000000",
    "thread": {"messages": [{"role": "user", "content": "Hello"}]},
    "tools": [{"type": "function", "function": {"name": "look"}}],
    "stream": True,
}
BROKEN = ModelError("The model broke.")


def check_end(text: str) -> None:
    """Check the last two events, that neither came before, and what they say."""
    events = events_of(text)
    names = [name for name, _ in events]
    assert names[-2:] == ["thread.run.failed", "done"]
    assert (names.count("thread.run.failed"), names.count("done"), names.count("error")) == (1, 1, 0)
    run = json.loads(events[-2][1])
    assert (run["status"], run["last_error"]["message"]) == ("failed", "The model broke.")
    assert run["failed_at"] is not None
    assert events[-1][1] == "[DONE]"


@pytest.mark.parametrize("said", [(), ("Half",), (call("look"),), ("Half", call("look"))])
@requirement("works-again.failed-streams")
async def test_the_stream_of_a_run_that_fails(said: tuple[Any, ...], http: httpx2.AsyncClient, script: Script) -> None:
    script.replies.append(Reply(*said, BROKEN))
    answer = await http.post("/threads/runs", json=STARTED)
    assert answer.status_code == 200
    check_end(answer.text)


@requirement("works-again.failed-streams")
async def test_the_stream_of_outputs_after_which_the_run_fails(http: httpx2.AsyncClient, script: Script) -> None:
    script.replies += [Reply(call("look")), Reply("Half", BROKEN)]
    events = events_of((await http.post("/threads/runs", json=STARTED)).text)
    assert [name for name, _ in events[-2:]] == ["thread.run.requires_action", "done"]
    run = json.loads(events[-2][1])
    calls = run["required_action"]["submit_tool_outputs"]["tool_calls"]
    outputs = {"tool_outputs": [{"tool_call_id": calls[0]["id"], "output": "seen"}], "stream": True}
    path = f"/threads/{run['thread_id']}/runs/{run['id']}/submit_tool_outputs"
    check_end((await http.post(path, json=outputs)).text)
