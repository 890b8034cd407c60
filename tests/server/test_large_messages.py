"""A message with much text, sent in several parts or written by a model: the same as any other to its readers."""

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import MAX_TEXT_CHARS, CreateMessage, CreateThread, CreateThreadAndRun
from app.models.script import Reply, Script
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement
from tests.server.running import running

TEXT = '"content":[],"value":"é漢\U0001f600\\\n' + "字" * (MAX_TEXT_CHARS - 40)
TEXTS = [TEXT, *(f"{number}{TEXT}" for number in range(4))]
IMAGE: dict[str, object] = {"type": "image_url", "image_url": {"url": "http://host.invalid/a", "detail": "low"}}
PARTS: list[dict[str, object]] = [IMAGE, *({"type": "text", "text": text} for text in TEXTS)]
CONTENT: list[dict[str, object]] = [
    IMAGE,
    *({"type": "text", "text": {"value": text, "annotations": []}} for text in TEXTS),
]
METADATA = {"of": '"content":[]'}


def long_rows(folder: Path) -> Sequence[int]:
    """How long the texts are that are stored beside messages."""
    with closing(sqlite3.connect(folder / "data" / "chat.db")) as stored:
        return [row[0] for row in stored.execute("select length(text) from long_texts")]


@pytest.mark.asyncio
@requirement("bounds.large-messages")
async def test_a_large_message_is_stored_part_by_part_and_reads_like_any_other(tmp_path: Path) -> None:
    async with running(tmp_path, Script()) as server, httpx2.AsyncClient(base_url=server.url, timeout=60) as http:
        thread_id = (await http.post("/threads", json={})).json()["id"]
        place = f"/threads/{thread_id}/messages"
        body = {"role": "user", "content": PARTS, "metadata": METADATA}
        sent = (await http.post(place, json=body)).raise_for_status().json()
        assert sent["content"] == CONTENT
        assert sent["metadata"] == METADATA
        assert (await http.get(f"{place}/{sent['id']}")).json() == sent
        assert (await http.get(place)).json()["data"] == [sent]

        assert len(long_rows(tmp_path)) == len(PARTS)
        assert max(long_rows(tmp_path)) < 2 * MAX_TEXT_CHARS

        changed = (await http.post(f"{place}/{sent['id']}", json={"metadata": {}})).json()
        assert changed == {**sent, "metadata": {}}
        assert (await http.get(f"{place}/{sent['id']}")).json() == changed

        fork = (await http.post(f"/threads/{thread_id}/fork", json={"message_id": sent["id"]})).raise_for_status()
        await http.delete(f"{place}/{sent['id']}")
        copies = (await http.get(f"/threads/{fork.json()['id']}/messages")).json()["data"]
        assert [one["content"] for one in copies] == [CONTENT]
        await http.delete(f"/threads/{fork.json()['id']}/messages/{copies[0]['id']}")
        async with asyncio.timeout(DEADLINE_S):
            while long_rows(tmp_path):  # noqa: ASYNC110 - rows in a file are no event
                await asyncio.sleep(0.01)


@pytest.mark.asyncio
@requirement("bounds.large-messages")
async def test_a_large_message_that_an_older_version_stored_reads_the_same(tmp_path: Path) -> None:
    async with running(tmp_path, Script()) as server, httpx2.AsyncClient(base_url=server.url, timeout=60) as http:
        messages = [{"role": "user", "content": PARTS}]
        thread_id = (await http.post("/threads", json={"messages": messages})).raise_for_status().json()["id"]
        page = (await http.get(f"/threads/{thread_id}/messages")).json()
        with closing(sqlite3.connect(tmp_path / "data" / "chat.db")) as stored, stored:
            stored.execute("update messages set data = ?", (json.dumps(page["data"][0], separators=(",", ":")),))
            stored.execute("delete from long_texts")
        assert (await http.get(f"/threads/{thread_id}/messages")).json() == page
        assert (await http.get(f"/threads/{thread_id}/messages/{page['first_id']}")).json() == page["data"][0]


@pytest.mark.asyncio
@requirement("server.followers-share-text")
async def test_followers_of_a_large_reply_get_it_whole_and_share_its_text(tmp_path: Path) -> None:
    pieces = ['"é漢\U0001f600\\\n' + "Many words. " * 20_000] * 12
    async with running(tmp_path, Script([Reply(*pieces)])) as server, httpx2.AsyncClient(base_url=server.url) as http:
        api = server.assistants
        messages = [CreateMessage(role="user", content="Hi")]
        request = CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=CreateThread(messages=messages))
        run = await api.create_thread_and_run(request)
        numbers = {event.event: event.number async for event in api.follow(run.thread_id, run.id)}
        before = numbers["thread.message.completed"] - 1

        followers = [api.follow(run.thread_id, run.id, after=before) for _ in range(3)]
        found = await asyncio.gather(*(anext(one) for one in followers))
        assert {event.event for event in found} == {"thread.message.completed"}
        assert len({id(event.data) for event in found}) == 1
        for one in followers:
            await one.aclose()

        place = f"/threads/{run.thread_id}"
        stored = (await http.get(f"{place}/messages")).json()["data"][0]
        assert stored["content"][0]["text"]["value"] == "".join(pieces)
        frames = (await http.get(f"{place}/runs/{run.id}/events", params={"after": before})).text.split("\n\n")
        lines = frames[0].split("\n")
        assert lines[:2] == [f"id: {before + 1}", "event: thread.message.completed"]
        assert json.loads(lines[2].removeprefix("data: ")) == stored
        assert frames[-2].split("\n")[1] == "event: thread.run.completed"
