"""Bodies whose label says something else than their bytes."""

import gzip
import json
import zlib

import pytest

from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Head, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.models.refusing import at
from tests.requirements import requirement

LIST = json.dumps({"data": [{"id": "a"}, {"id": "b"}]}).encode()
CHUNK = b'data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}\n\n'
END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def bad_sum(content: bytes) -> bytes:
    return gzip.compress(content)[:-8] + b"\1\2\3\4\5\6\7\x08"


def members(content: bytes) -> bytes:
    half = len(content) // 2
    return gzip.compress(content[:half]) + gzip.compress(content[half:]) + b"\0" * 8


def plain(content: bytes) -> bytes:
    return content


CASES = {
    "plain, labelled gzip": ("gzip", plain),
    "plain, labelled deflate": ("deflate", plain),
    "plain, labelled as an unknown packing": ("x-none", plain),
    "gzip without a label": ("", gzip.compress),
    "gzip labelled deflate": ("deflate", gzip.compress),
    "gzip, as it is labelled": ("gzip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "zlib labelled gzip": ("gzip", zlib.compress),
    "deflate without a header": ("deflate", raw_deflate),
    "two members": ("gzip", members),
    "a wrong sum": ("gzip", bad_sum),
}


def packed(content: bytes, case: str, type: str, size: int) -> Answer:
    label, pack = CASES[case]
    headers = (("Content-Encoding", label),) if label else ()
    body = pack(content)
    return [Head(200, type, headers), *[body[at : at + size] for at in range(0, len(body), size)]]


@pytest.mark.parametrize("size", [1, 10_000])
@pytest.mark.parametrize("case", CASES)
@requirement("lists.labels")
async def test_the_bytes_tell_how_a_body_is_packed(settings: Settings, case: str, size: int) -> None:
    listing = packed(LIST, case, "application/json", size)
    reply = packed(CHUNK + END, case, "text/event-stream", size)
    async with FakeModel([reply], listing=listing) as server, models_of(at(server, settings)) as models:
        assert [model.id for model in await models.models()] == ["a", "b"]
        assert text_of(await pieces_of(models, request_of(model="a"))) == "Hello"


@requirement("lists.labels")
async def test_a_fault_in_the_middle_keeps_what_came(settings: Settings) -> None:
    content = json.dumps({"data": [{"id": f"m{number}"} for number in range(5000)]}).encode()
    body = gzip.compress(content)
    broken = body[: len(body) // 2] + b"\xff" * 100
    listing: Answer = [Head(200, "application/json", (("Content-Encoding", "gzip"),)), broken]
    async with FakeModel([say("x")], listing=listing) as server, models_of(at(server, settings)) as models:
        assert len(await models.models()) > 100
