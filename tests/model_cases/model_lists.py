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
    "more than 16 MiB": GoodList(raw(b'{"data":[{"id":"a"}', *[b" " * MIB] * 40, type=JSON), ["a"]),
    "packed, more than 16 MiB": GoodList(packed(b'{"data":[{"id":"a"}' + b" " * (40 * MIB)), ["a"]),
    "an empty list": GoodList(body({"object": "list", "data": []}), []),
}

STEADY: list[Step] = [part for _ in range(400) for part in (b" ", Pause(0.05))]
"""A byte now and then, for twenty seconds."""

NONE = {
    "nothing": raw(type=JSON),
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
