"""Streams as bytes on the wire: their form, their order, and clients that leave or read slowly."""

import asyncio
import json
import socket
from typing import Any

import httpx2
import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.models.model import Finished
from app.models.script import Gate, Reply, Script, call
from tests.requirements import requirement
from tests.server.event_streams import events_of, finished
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUN = {"assistant_id": DEFAULT_ASSISTANT_ID}
HELLO = {"thread": {"messages": [{"role": "user", "content": "Hello"}]}}


def blocks_of(text: str) -> list[str]:
    """Split a numbered stream into its events, without the comments that a slow machine gets."""
    return [block for block in text.split("\n\n") if block and not block.startswith(":")]


@requirement("server.stream-form")
async def test_a_stream_has_the_form_of_the_api(http: httpx2.AsyncClient, script: Script) -> None:
    script.replies.append(Reply("One\n\ndata: two", " three"))
    answer = await http.post("/threads/runs", json=RUN | HELLO | {"stream": True})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.headers["x-request-id"].startswith("req_")
    events = events_of(answer.text)
    assert events[-1] == ("done", "[DONE]")
    assert answer.text.endswith("\n\n")
    thread = json.loads(events[0][1])
    assert (events[0][0], thread["object"]) == ("thread.created", "thread")
    completed = next(json.loads(data) for name, data in events if name == "thread.message.completed")
    assert completed["content"][0]["text"]["value"] == "One\n\ndata: two three"


@requirement("server.stream-form", "api.incomplete")
async def test_the_stream_of_an_incomplete_reply(http: httpx2.AsyncClient, script: Script) -> None:
    script.replies.append(Reply("Half", Finished("length")))
    events = events_of((await http.post("/threads/runs", json=RUN | HELLO | {"stream": True})).text)
    assert [name for name, _ in events[-4:]] == [
        "thread.message.incomplete",
        "thread.run.step.completed",
        "thread.run.incomplete",
        "done",
    ]
    message, step, run = (json.loads(data) for _, data in events[-4:-1])
    assert (message["status"], message["incomplete_details"]) == ("incomplete", {"reason": "max_tokens"})
    assert [part["text"]["value"] for part in message["content"]] == ["Half"]
    assert (step["status"], step["step_details"]["message_creation"]) == ("completed", {"message_id": message["id"]})
    assert (run["status"], run["incomplete_details"]) == ("incomplete", {"reason": "max_completion_tokens"})


@requirement("server.stream-refusal")
async def test_a_refused_stream_is_plain_json(http: httpx2.AsyncClient, script: Script) -> None:
    gate = Gate()
    script.replies.append(Reply(gate))
    run = (await http.post("/threads/runs", json=RUN | HELLO)).json()
    thread = f"/threads/{run['thread_id']}"
    answer = await http.post(f"{thread}/runs", json=RUN | {"stream": True})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json()["error"] == {
        "message": f"Thread {run['thread_id']} already has an active run {run['id']}.",
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }
    gate.open()
    assert (await finished(http, run))["status"] == "completed"


@requirement("server.submit-stream")
async def test_the_stream_of_submitted_outputs_begins_where_the_first_ended(
    http: httpx2.AsyncClient, script: Script
) -> None:
    script.replies += [Reply(call("look", '{"at":"it"}')), Reply(call("look", "{}")), Reply("Seen.")]
    tools = [{"type": "function", "function": {"name": "look"}}]
    first = await http.post("/threads/runs", json=RUN | HELLO | {"tools": tools, "stream": True})
    streams = [events_of(first.text)]
    for _ in range(2):
        assert [name for name, _ in streams[-1][-2:]] == ["thread.run.requires_action", "done"]
        run = json.loads(streams[-1][-2][1])
        outputs = [
            {"tool_call_id": one["id"], "output": "seen"}
            for one in run["required_action"]["submit_tool_outputs"]["tool_calls"]
        ]
        path = f"/threads/{run['thread_id']}/runs/{run['id']}/submit_tool_outputs"
        answer = await http.post(path, json={"tool_outputs": outputs, "stream": True})
        streams.append(events_of(answer.text))
        names = [name for name, _ in streams[-1]]
        assert names[:3] == ["thread.run.step.completed", "thread.run.queued", "thread.run.in_progress"]
        assert "thread.run.created" not in names
        step = json.loads(streams[-1][0][1])
        assert step["step_details"]["tool_calls"][0]["function"]["output"] == "seen"
    assert [name for name, _ in streams[-1][-2:]] == ["thread.run.completed", "done"]


@requirement("server.follow")
async def test_events_can_be_followed_from_any_number(http: httpx2.AsyncClient, script: Script) -> None:
    script.replies.append(Reply("A ", "b ", "c"))
    run = (await http.post("/threads/runs", json=RUN | HELLO)).json()
    path = f"/threads/{run['thread_id']}/runs/{run['id']}/events"
    whole = blocks_of((await http.get(path)).text)
    numbers = [int(block.split("\n")[0].removeprefix("id: ")) for block in whole]
    assert numbers == sorted(set(numbers))
    assert whole[-1].split("\n")[1] == "event: thread.run.completed"
    kept = blocks_of((await http.get(path)).text)
    for place, number in enumerate(int(block.split("\n")[0].removeprefix("id: ")) for block in kept):
        rest = (await http.get(path, params={"after": number})).text
        assert blocks_of(rest) == kept[place + 1 :]


@requirement("server.follow")
async def test_following_continues_through_requires_action(http: httpx2.AsyncClient, script: Script) -> None:
    script.replies += [Reply(call("look")), Reply("Seen.")]
    tools = [{"type": "function", "function": {"name": "look"}}]
    run = (await http.post("/threads/runs", json=RUN | HELLO | {"tools": tools})).json()
    path = f"/threads/{run['thread_id']}/runs/{run['id']}"
    names: list[str] = []
    async with http.stream("GET", f"{path}/events") as answer:
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                names.append(line[7:])
            if line.startswith("data: ") and names[-1] == "thread.run.requires_action":
                waiting = json.loads(line[6:])["required_action"]["submit_tool_outputs"]["tool_calls"]
                outputs = {"tool_outputs": [{"tool_call_id": waiting[0]["id"], "output": "seen"}]}
                assert (await http.post(f"{path}/submit_tool_outputs", json=outputs)).status_code == 200
    assert "thread.run.requires_action" in names
    assert names[-1] == "thread.run.completed"
    head = await http.head(f"{path}/events")
    assert (head.status_code, head.text) == (200, "")


@requirement("server.keep-alive")
async def test_an_idle_stream_sends_comments(http: httpx2.AsyncClient, script: Script) -> None:
    gate = Gate()
    script.replies.append(Reply("Wait", gate, " for it."))
    pings = 0
    async with http.stream("POST", "/threads/runs", json=RUN | HELLO | {"stream": True}) as answer:
        async for line in answer.aiter_lines():
            pings += line == ": ping"
            if pings == 2:
                gate.open()
    assert pings >= 2


@requirement("server.leaving")
async def test_a_client_that_leaves_does_not_stop_the_run(http: httpx2.AsyncClient, script: Script) -> None:
    gate = Gate()
    script.replies.append(Reply("Half", gate, " and half."))
    run: dict[str, Any] = {}
    async with http.stream("POST", "/threads/runs", json=RUN | HELLO | {"stream": True}) as answer:
        name = ""
        async for line in answer.aiter_lines():
            name = line[7:] if line.startswith("event: ") else name
            if line.startswith("data: ") and name == "thread.run.created":
                run = json.loads(line[6:])
            if name == "thread.message.delta":
                break
    gate.open()
    assert (await finished(http, run))["status"] == "completed"
    messages = (await http.get(f"/threads/{run['thread_id']}/messages")).json()["data"]
    assert messages[0]["content"][0]["text"]["value"] == "Half and half."


@requirement("server.stream-form")
async def test_a_stream_whose_thread_is_deleted_breaks(http: httpx2.AsyncClient, script: Script) -> None:
    script.replies.append(Reply("Half", Gate()))
    text = ""
    async with http.stream("POST", "/threads/runs", json=RUN | HELLO | {"stream": True}) as answer:
        async for piece in answer.aiter_text():
            if "thread.message.delta" in piece and "thread.message.delta" not in text:
                thread = json.loads(events_of(text + piece)[0][1])["id"]
                assert (await http.delete(f"/threads/{thread}")).status_code == 200
            text += piece
    *_, error, done = events_of(text)
    assert (error[0], json.loads(error[1])["error"]["message"]) == ("error", "The run was deleted.")
    assert done == ("done", "[DONE]")


@requirement("server.leaving")
async def test_a_client_that_reads_nothing_delays_no_other(
    server: Running, http: httpx2.AsyncClient, script: Script
) -> None:
    script.replies += [Reply(*["x" * 10_000] * 2_000, to="Deaf"), Reply("Hello.", to="Other")]
    body = json.dumps(RUN | {"thread": {"messages": [{"role": "user", "content": "Deaf"}]}, "stream": True}).encode()
    deaf = socket.create_connection(("127.0.0.1", server.port))
    try:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.sendall(b"POST /v1/threads/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body))
        deaf.sendall(body)
        async with asyncio.timeout(20):
            await script.wait_for_request()
            other = {"thread": {"messages": [{"role": "user", "content": "Other"}]}, "stream": True}
            answer = await http.post("/threads/runs", json=RUN | other)
            assert events_of(answer.text)[-2][0] == "thread.run.completed"
            newest = (await http.get("/threads", params={"q": "Deaf"})).json()["data"][0]
            run = (await http.get(f"/threads/{newest['id']}/runs")).json()["data"][0]
            assert (await finished(http, run))["status"] == "completed"
    finally:
        deaf.close()


@requirement("server.one-winner")
async def test_of_two_concurrent_runs_one_wins(http: httpx2.AsyncClient, script: Script) -> None:
    gate = Gate()
    for _ in range(5):
        script.replies.append(Reply(gate))
        thread = (await http.post("/threads", json=HELLO["thread"])).json()["id"]
        answers = await asyncio.gather(*(http.post(f"/threads/{thread}/runs", json=RUN) for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7
        winner = next(answer.json() for answer in answers if answer.status_code == 200)
        texts = {answer.json()["error"]["message"] for answer in answers if answer.status_code == 400}
        assert texts == {f"Thread {thread} already has an active run {winner['id']}."}
    gate.open()
