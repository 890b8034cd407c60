"""What clients and frameworks of others send is answered as they need it, without installing them."""

import asyncio

import httpx2
import pytest

from app.models.script import Reply, Script, call
from tests.requirements import requirement
from tests.server import framework_requests as sent
from tests.server.event_streams import events_of
from tests.server.framework_requests import FrameworkRequests, Json

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def started(http: httpx2.AsyncClient, framework: FrameworkRequests, run: Json) -> httpx2.Response:
    """Create the assistant, the thread and its message, and start the run, as the framework does."""
    headers = {"OpenAI-Beta": "assistants=v2", "User-Agent": framework.agent}
    made = await http.post("/assistants", json=framework.assistant, headers=headers)
    assert made.status_code == 200, made.text
    run = run | {"assistant_id": made.json()["id"]}
    if framework.message is None:
        return await http.post("/threads/runs", json=run | {"thread": framework.thread}, headers=headers)
    thread = await http.post("/threads", json=framework.thread, headers=headers)
    path = f"/threads/{thread.json()['id']}"
    said = await http.post(f"{path}/messages", json=framework.message, headers=headers)
    assert (said.status_code, said.json()["attachments"]) == (200, []), said.text
    return await http.post(f"{path}/runs", json=run, headers=headers)


async def polled(http: httpx2.AsyncClient, run: Json) -> Json:
    """Read the run until it stops, as the frameworks do."""
    path = f"/threads/{run['thread_id']}/runs/{run['id']}"
    async with asyncio.timeout(60):
        while run["status"] in ("queued", "in_progress"):
            await asyncio.sleep(0.02)
            run = (await http.get(path)).json()
    return run


def tool_name(framework: FrameworkRequests) -> str:
    """The function that the assistant or the run has."""
    tools = framework.run.get("tools") or framework.assistant["tools"]
    return tools[0]["function"]["name"]


@pytest.mark.parametrize(
    "framework",
    [
        sent.OPENAI,
        sent.LANGCHAIN,
        sent.LANGCHAIN_V2,
        sent.LLAMA_INDEX,
        sent.AUTOGEN_2,
        sent.AUTOGEN_7,
        sent.SEMANTIC_KERNEL,
    ],
    ids=lambda one: one.agent,
)
@requirement("works-again.frameworks")
async def test_a_run_with_a_function_call(framework: FrameworkRequests, http: httpx2.AsyncClient, script: Script):
    name = tool_name(framework)
    script.replies += [Reply(call(name, '{"city": "Oslo"}')), Reply("It is ", "sunny.")]
    answer = await started(http, framework, framework.run)
    assert (answer.status_code, answer.json()["status"]) == (200, "queued"), answer.text
    run = await polled(http, answer.json())
    assert (run["status"], run["metadata"], run["tools"][0]["type"]) == ("requires_action", {}, "function")
    (asked,) = run["required_action"]["submit_tool_outputs"]["tool_calls"]
    assert asked["function"] == {"name": name, "arguments": '{"city": "Oslo"}'}
    path = f"/threads/{run['thread_id']}"
    outputs = {"tool_outputs": [{"tool_call_id": asked["id"], "output": "sunny"}]}
    answer = await http.post(f"{path}/runs/{run['id']}/submit_tool_outputs", json=outputs | framework.outputs)
    assert answer.status_code == 200, answer.text
    run = await polled(http, answer.json())
    assert (run["status"], run["required_action"]) == ("completed", None)
    messages = (await http.get(f"{path}/messages?{framework.query}")).json()["data"]
    (reply,) = [one for one in messages if one["run_id"] == run["id"]]
    assert [part["text"]["value"] for part in reply["content"]] == ["It is sunny."]
    assert (await http.get(f"{path}/messages/{reply['id']}")).json() == reply
    steps = (await http.get(f"{path}/runs/{run['id']}/steps")).json()["data"]
    assert [one["type"] for one in steps] == ["message_creation", "tool_calls"]


@pytest.mark.parametrize("framework", [sent.OPENAI, sent.SEMANTIC_KERNEL], ids=lambda one: one.agent)
@requirement("works-again.frameworks")
async def test_the_same_as_a_stream(framework: FrameworkRequests, http: httpx2.AsyncClient, script: Script):
    script.replies += [Reply("It is ", "sunny.")]
    events = events_of((await started(http, framework, framework.run | {"stream": True})).text)
    names = [name for name, _ in events if name != "thread.created"]
    assert names[:2] == ["thread.run.created", "thread.run.queued"]
    assert names.count("thread.message.delta") == 2
    assert names[-3:] == ["thread.run.step.completed", "thread.run.completed", "done"]
