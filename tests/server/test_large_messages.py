"""A message with much text in several parts: stored and sent part by part, and the same as any other to its readers."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from app.api.requests import MAX_TEXT_CHARS
from app.models.script import Script
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
        assert not long_rows(tmp_path)


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
