"""Answers to a request for the list of models: as public reports have them, and hostile ones.

`GOOD` has the models that must be found in each; of those in `NONE` no model can be taken.
"""

import json
import zlib

from msgspec import Struct

from app.api.objects import Model
from app.models.script import Pause
from tests.fake_model import Answer, End, Head, Step, html, raw, refuse

MIB = 2**20
MAX_NAMES = 100_000
JSON = "application/json"


class GoodList(Struct, frozen=True):
    """An answer, and what is in it: names, or whole models."""

    answer: Answer
    models: list[str | Model]


def body(content: object, type: str = JSON) -> Answer:
    """Send this as JSON, or these bytes."""
    return raw(content if isinstance(content, bytes) else json.dumps(content), type=type)


def rows(*names: str) -> list[dict[str, object]]:
    return [{"id": name, "object": "model", "created": 1, "owned_by": "someone"} for name in names]


def packed(content: bytes) -> Answer:
    """Send a body in gzip."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return [Head(200, JSON, (("Content-Encoding", "gzip"),)), packer.compress(content) + packer.flush()]


GOOD = {
    "OpenAI's": GoodList(body({"object": "list", "data": rows("a", "b")}), ["a", "b"]),
    "a bare array (Together)": GoodList(body(rows("a", "b")), ["a", "b"]),
    "names under `models` (Ollama)": GoodList(
        body({"models": [{"name": "a:latest", "model": "a:latest"}]}), ["a:latest"]
    ),
    "only `model`": GoodList(body({"models": [{"model": "a"}]}), ["a"]),
    "both lists (llama.cpp)": GoodList(
        body({"models": [{"name": "/models/a.gguf"}], "object": "list", "data": rows("a")}), ["a"]
    ),
    "names under other keys": GoodList(
        body({"data": [{"slug": "a"}, {"modelId": "b"}, {"key": "c"}, {"root": "d"}]}), ["a", "b", "c", "d"]
    ),
    "plain names": GoodList(body({"data": ["a", "b"]}), ["a", "b"]),
    "a bare array of names": GoodList(body(["a", "b"]), ["a", "b"]),
    "names as keys": GoodList(body({"data": {"a": {"owned_by": "x"}, "b": {}}}), ["a", "b"]),
    "a list in `data`": GoodList(body({"code": 0, "data": {"total": 2, "models": rows("a", "b")}}), ["a", "b"]),
    "a list in `result` (Cloudflare)": GoodList(body({"success": True, "errors": [], "result": rows("a")}), ["a"]),
    "one object a line": GoodList(body(b"\n".join(json.dumps(row).encode() for row in rows("a", "b"))), ["a", "b"]),
    "one object a line, without a mark": GoodList(body(b'{"id":"a"}\n{"name":"b"}\n{"id":"c"}\n'), ["a", "b", "c"]),
    "one object that is marked by its owner": GoodList(body({"id": "a", "owned_by": "x"}), ["a"]),
    "an event": GoodList(body(b"data: " + json.dumps({"object": "list", "data": rows("a", "b")}).encode()), ["a", "b"]),
    "an event over several lines": GoodList(
        body(b'event: list\r\ndata: {"data":\r\ndata: [{"id":"a"},\r\ndata: {"id":"b"}]}\r\n\r\ndata: [DONE]\r\n\r\n'),
        ["a", "b"],
    ),
    "an event for each model": GoodList(
        body(b': hello\n\ndata: {"id":"a"}\n\ndata: {"id":"b"}\n\ndata: [DONE]\n\n', type="text/event-stream"),
        ["a", "b"],
    ),
    "names as keys of `models`": GoodList(body({"models": {"a": {"name": "Model A"}, "b": {}}}), ["a", "b"]),
    "names as keys of the body": GoodList(
        body({"gpt-4": {"max_tokens": 8192}, "llama": {"object": "model"}, "qwen3": {}}), ["gpt-4", "llama", "qwen3"]
    ),
    "numbers as keys (PHP)": GoodList(body({"data": {"0": {"name": "a"}, "1": {"id": "b"}}}), ["a", "b"]),
    "names under `models`, and nothing in `data`": GoodList(body({"data": [], "models": ["a"]}), ["a"]),
    "keys of another spelling": GoodList(body({"availableModels": rows("a")}), ["a"]),
    "a name for people beside that for programs": GoodList(
        body([{"name": "Llama 3 (8B)", "slug": "meta/llama-3"}, {"display_name": "Q", "key": "qwen"}]),
        ["meta/llama-3", "qwen"],
    ),
    "the ids of records (Cloudflare)": GoodList(
        body({"result": [{"id": "0b9a1ab5-0c7e-4f5f-a2f2-62b1a5e3f001", "name": "@cf/meta/llama"}]}), ["@cf/meta/llama"]
    ),
    "an id with spaces": GoodList(body({"data": [{"id": "my model.gguf", "root": "/m"}]}), ["my model.gguf"]),
    "a byte order mark": GoodList(body(b"\xef\xbb\xbf" + json.dumps(rows("a")).encode()), ["a"]),
    "the label of a page": GoodList(body({"data": rows("a")}, type="text/html"), ["a"]),
    "packed": GoodList(packed(json.dumps({"data": rows("a")}).encode()), ["a"]),
    "odd rows": GoodList(
        body(b'{"data":[null,5,[],{},{"id":"a"},{"id":null,"name":"b"},{"id":7},{"id":""},{"id":"c","extra":{}}]}'),
        ["a", "b", "c"],
    ),
    "names that cannot be shown": GoodList(
        body({"data": rows("a", "x\x1b[31m", "x\ny", "\u202eevil", " b ", "\ud800", "x" * 5000)}), ["a", "b"]
    ),
    "the same name again": GoodList(body({"data": rows("a", "b", "a")}), ["a", "b"]),
    "odd times": GoodList(
        body(
            b'[{"id":"a","created":"1700000000"},{"id":"b","created":1.7e9},{"id":"c","created":1e300},'
            b'{"id":"d","created":-5},{"id":"e","created":null},{"id":"f","created":{"at":1}},{"id":"g","created":NaN},'
            b'{"id":"h","created":' + b"9" * 5000 + b'},{"id":"i","created":"2024-01-01"},{"id":"j","created":true}]'
        ),
        [
            Model(id="a", created=1_700_000_000),
            Model(id="b", created=1_700_000_000),
            *(Model(id=name) for name in "cdefghij"),
        ],
    ),
    "odd owners": GoodList(
        body(
            [
                {"id": "a", "owned_by": {"id": "org", "name": "Org\x1b[0m"}},
                {"id": "b", "owned_by": ["x"]},
                {"id": "c", "owned_by": 5},
            ]
        ),
        [Model(id="a", owned_by="Org[0m"), Model(id="b"), Model(id="c")],
    ),
    "cut off": GoodList([Head(200, JSON), json.dumps({"data": rows("a", "b", "c")})[:-20], End()], ["a", "b"]),
    "broken in the middle": GoodList(body(b'{"data":[{"id":"a"},{"id":"b"},{"id":}'), ["a", "b"]),
    "a row of 10^5 levels": GoodList(body(b'[{"id":"a"},{"id":"b","x":' + b"[" * 100_000), ["a"]),
    "a row of 50,000 levels among others": GoodList(
        body(b'{"data":[{"id":"a"},{"id":"b","x":' + b"[" * 50_000 + b"]" * 50_000 + b'},{"id":"c"}]}'), ["a", "c"]
    ),
    "a field of 50,000 levels beside the list": GoodList(
        body(b'{"meta":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b',"data":[{"id":"a"}]}'), ["a"]
    ),
    "lists too deep in one another": GoodList(
        body(b'{"models":' + b'{"data":' * 50_000 + b"1" + b"}" * 50_000 + b',"data":[{"id":"a"}]}'), ["a"]
    ),
    "a row of 2 MiB among others": GoodList(
        body([*rows("a"), {"x": "]" * 2 * MIB, "id": "b"}, *rows("c")]), ["a", "c"]
    ),
    "a row of 100 KB": GoodList(body([{"id": "a", "x": "[" * 100_000}, *rows("b")]), ["a", "b"]),
    "rows that are no JSON": GoodList(
        body(b'{"data":[{"id":"a",},{"id":},undefined,{"id":"b","x":\'y\'},None,{"id":"c"}]}'), ["c"]
    ),
    "more than 16 MiB": GoodList(raw(b'{"data":[{"id":"a"}', *[b" " * MIB] * 40, type=JSON), ["a"]),
    "packed, more than 16 MiB": GoodList(packed(b'{"data":[{"id":"a"}' + b" " * (40 * MIB)), ["a"]),
    "an empty list": GoodList(body({"object": "list", "data": []}), []),
}

CHAT_FIRST = {
    "by name": rows("text-embedding-3-small", "whisper-1", "tts-1-hd", "bge-m3", "llama-guard-3", "chat"),
    "by type (LM Studio, Together)": [
        {"id": "nomic", "type": "embeddings"}, {"id": "kontext", "type": "image"}, {"id": "chat", "type": "llm"},
    ],
    "by mode (LiteLLM)": [{"id": "ada", "mode": "embedding"}, {"id": "v3", "mode": "transcription"}, {"id": "chat"}],
    "by task": [{"id": "m3", "pipeline_tag": "feature-extraction"}, {"id": "chat", "pipeline_tag": "text-generation"}],
    "by ability (Mistral)": [{"id": "ocr", "capabilities": {"completion_chat": False}}, {"id": "chat"}],
}  # fmt: skip
"""Lists of which `chat` is the first model that can chat."""

STEADY: list[Step] = [part for _ in range(400) for part in (b" ", Pause(0.05))]
"""A byte now and then, for twenty seconds."""

NONE = {
    "nothing": raw(type=JSON),
    "one object with a name": body({"name": "gateway", "version": "1"}),
    "objects in an object": body({"status": {"ok": True}, "error": {"message": "no"}}),
    "null": body(None),
    "`data` is null": body({"data": None}),
    "other JSON": body({"status": "ok"}),
    "an error": body({"error": {"message": "the list is switched off"}}),
    "no JSON": body(b"Ollama is running", type="text/plain"),
    "a page": html(),
    "404": refuse(404, "no such path"),
    "500": refuse(500, "out of order"),
    "10^5 levels": body(b"[" * 100_000),
    "10^5 levels of objects": body(b'{"data":' * 100_000),
    "millions of values": raw(b"[", *[b"1," * (MIB // 2)] * 16, type=JSON),
    "a packing that is none": [Head(200, JSON, (("Content-Encoding", "gzip"),)), b"not gzip"],
}
