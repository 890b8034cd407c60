"""`assistant-chat models`, as the installed program."""

import json
import re
from pathlib import Path
from typing import cast

import pytest

from app.models.script import Script
from tests.cli.program import Program
from tests.fake_model import Answer, FakeModel, Head, Json, html, raw, refuse, say
from tests.model_cases.model_lists import GOOD, JSON
from tests.requirements import requirement
from tests.server.running import running


def no_system(body: Json) -> Answer:
    """Refuse the system role."""
    messages = cast("list[Json]", body["messages"])
    return refuse(400, "System role \x1b[31mnot supported") if messages[0]["role"] == "system" else say("x")


@requirement("dialects.models-command")
async def test_the_endpoint_its_models_and_what_was_learnt(tmp_path: Path) -> None:
    async with FakeModel(no_system, models=["gemma", "other"], root="/api/v1/", elsewhere=html()) as server:
        base_url = f"http://127.0.0.1:{server.port}/api"
        program = Program(tmp_path, base_url)
        assert (await program.run("ask", "Hi")).code == 0
        ended = await program.run("models")
        assert ended.code == 0
        names, head, address, space, columns, gemma, learnt, other = ended.out.splitlines()
        assert names.split() == ["ENDPOINT", "ADDRESS", "SET", "BY"]
        assert (space, columns.split()[0]) == ("", "MODEL")
        assert base_url in head
        assert head.endswith("  OPENAI_BASE_URL")
        assert f"the API is asked at {base_url}/v1, learnt 20" in address
        assert (gemma.split()[0], other.split()[0]) == ("gemma", "other")
        assert "instructions are sent in the first user message, learnt 20" in learnt
        assert "kept until 20" in learnt
        assert "It said: System role" in learnt
        assert "\x1b" not in ended.out
        objects = [json.loads(line) for line in (await program.run("models", "--json")).out.splitlines()]
        assert [one["object"] for one in objects] == ["endpoint", "model", "model"]
        assert (objects[0]["base_url"], objects[1]["id"]) == (base_url, "gemma")
        assert [one["says"] for one in objects[1]["learnt"]] == ["instructions are sent in the first user message"]
        assert objects[2]["learnt"] == []


@requirement("dialects.models-command", "lists.any-shape")
async def test_a_list_with_odd_figures_is_shown_clean(tmp_path: Path) -> None:
    async with FakeModel(listing=GOOD["odd times"].answer) as server:
        program = Program(tmp_path, server.base_url)
        lines = (await program.run("models", "--json")).out.splitlines()
        assert max(len(line) for line in lines) < 200
        rows = (await program.run("models")).out.splitlines()[4:]
        assert [row[0] for row in rows] == list("abcdefghij")


@pytest.mark.parametrize("answer", [refuse(404, "no such path"), raw(b'{"data":[]}', type=JSON)])
@requirement("dialects.models-command", "lists.none")
async def test_an_endpoint_without_a_list(tmp_path: Path, answer: Answer) -> None:
    async with FakeModel(listing=answer) as server:
        ended = await Program(tmp_path, server.base_url).run("models")
    assert ended.code == 0
    assert ended.out.splitlines()[2] == "It lists no models. A model that you name is used all the same."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refuse(401, "boom words"), "requires an API key.*It says: boom words"),
        (refuse(403, "boom words"), "HTTP 403.*It says: boom words"),
        (refuse(429, "boom words"), "Rate limited.*It says: boom words"),
        (raw(b"boom words", status=500, type="text/plain"), "server error.*It says: boom words"),
        (
            [Head(307, JSON, (("Location", "https://me:pw@login.example/v1?token=1"),))],
            "redirects to https://login.example/v1 ",
        ),
        (raw(b'{"error":{"message":"boom words"}}', type=JSON), "It says: boom words"),
        (raw(b'[{"error":{"message":"boom words"}}]', type=JSON), "It says: boom words"),
        (html(), "web page"),
    ],
)
@requirement("dialects.models-command", "lists.refused")
async def test_why_there_is_no_list(tmp_path: Path, answer: Answer, said: str) -> None:
    async with FakeModel(listing=answer) as server:
        ended = await Program(tmp_path, server.base_url).run("models")
    assert ended.code == 1
    assert server.base_url in ended.out
    assert re.search(said, ended.err)


@requirement("dialects.models-command")
async def test_without_an_endpoint_it_says_so(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.environment["OLLAMA_HOST"] = "127.0.0.1:9"
    ended = await program.run("models")
    assert (ended.code, ended.out) == (2, "")
    assert "model" in ended.err


@requirement("dialects.models-command", "remote.commands")
async def test_the_models_of_a_server(tmp_path: Path) -> None:
    async with running(tmp_path / "there", Script()) as served:
        ended = await Program(tmp_path).run("--server", served.url, "models")
    assert ended.code == 0
    assert served.url in ended.out.splitlines()[1]
