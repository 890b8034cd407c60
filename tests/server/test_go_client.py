"""The wire habits of go-openai: empty models, no body to cancel, `{}` elsewhere, and strict types.

Source: go-openai v1.42.
"""

from typing import TypeVar

import httpx2
import msgspec
import pytest

from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from tests.requirements import requirement
from tests.server.go_types import GoAssistant, GoList, GoMessage, GoRun, GoThread

pytestmark = pytest.mark.asyncio(loop_scope="module")

BETA = {"OpenAI-Beta": "assistants=v2", "Accept": "application/json", "Content-Type": "application/json"}
T = TypeVar("T")


async def sent(http: httpx2.AsyncClient, kind: type[T], method: str, path: str, body: str | None = None) -> T:
    answer = await http.request(method, path, headers=BETA, content=body)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=kind)


@requirement("sdk.go-habits")
async def test_the_classic_program_as_go_sends_it(http: httpx2.AsyncClient, script: Script) -> None:
    gate = Gate()
    script.replies += [Reply("It is 4."), Reply(ModelError("It broke.")), Reply(gate)]
    assistant = await sent(http, GoAssistant, "POST", "/assistants", '{"model":"","name":"Tutor","temperature":0.5}')
    changed = await sent(
        http, GoAssistant, "POST", f"/assistants/{assistant.id}", '{"model":"","instructions":"Teach.","tools":[]}'
    )
    assert (changed.model, changed.name) == (assistant.model, "Tutor")
    thread = await sent(http, GoThread, "POST", "/threads", "{}")
    path = f"/threads/{thread.id}"
    for expected in ("completed", "failed"):
        await sent(http, GoMessage, "POST", f"{path}/messages", '{"role":"user","content":"2 + 2?"}')
        run = await sent(http, GoRun, "POST", f"{path}/runs", f'{{"assistant_id":"{assistant.id}"}}')
        assert run.status == "queued"
        await http.get(f"{path}/runs/{run.id}/events")
        assert (await sent(http, GoRun, "GET", f"{path}/runs/{run.id}")).status == expected
    waiting = await sent(http, GoRun, "POST", f"{path}/runs", f'{{"assistant_id":"{assistant.id}"}}')
    assert (await sent(http, GoRun, "POST", f"{path}/runs/{waiting.id}/cancel")).status == "cancelling"
    await http.get(f"{path}/runs/{waiting.id}/events")
    listed = await sent(http, GoList, "GET", f"{path}/runs?limit=10&order=asc")
    runs = [msgspec.json.decode(one, type=GoRun) for one in listed.data]
    assert [run.status for run in runs] == ["completed", "failed", "cancelled"]
    messages = await sent(http, GoList, "GET", f"{path}/messages?order=asc")
    texts = [msgspec.json.decode(one, type=GoMessage).content[0].text for one in messages.data]
    assert [text.value for text in texts if text] == ["2 + 2?", "It is 4.", "2 + 2?"]


@requirement("sdk.go-habits")
async def test_go_parses_an_error(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/threads/thread_no", headers=BETA)
    error = answer.json()["error"]
    assert isinstance(error["message"], str)
    assert isinstance(error["type"], str)
