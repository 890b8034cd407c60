"""The words of a server in a body of HTTP 400 and above, in whatever shape it sends them."""

import json

import pytest

from app.models.model import ModelError
from tests.fake_model import Answer, FakeModel, Head
from tests.models.asking import pieces_of
from tests.models.connected import Connect
from tests.requirements import requirement

KEY = "sk-secret-1"
ERROR = {"error": {"message": "it broke", "code": 400}}
RAW = {"message": "Provider returned error", "code": 400, "metadata": {"raw": json.dumps(ERROR), "provider_name": "X"}}
BODIES: dict[str, tuple[str, str]] = {
    "a list of one": (json.dumps([ERROR]), "it broke"),
    "a list of errors": (json.dumps({"errors": [ERROR]}), "it broke"),
    "a type alone": (json.dumps({"error": {"type": "overloaded_error"}}), "overloaded_error"),
    "a code alone": (json.dumps({"error": {"code": "bad_thing"}}), "bad_thing"),
    "a status alone": (json.dumps([{"error": {"code": 400, "status": "INVALID_ARGUMENT"}}]), "INVALID_ARGUMENT"),
    "a page": ("<!doctype html>\n<html><head><title>\n It &amp; broke</title></head></html>", "It & broke"),
    "a page with a heading": ("<html><body><h1 class='x'>It broke</h1></body></html>", "It broke"),
    "XML": ('<?xml version="1.0"?>\n<Error><Code>X</Code><Message>It broke</Message></Error>', "It broke"),
    "an event": (f"event: error\ndata: {json.dumps(ERROR)}\n\n", "it broke"),
    "a data line": (f"data: {json.dumps(ERROR)}\n\ndata: [DONE]\n\n", "it broke"),
    "cut JSON": ('{"error":{"message":"it \\"broke\\" bad', 'it "broke" bad'),
    "cut JSON with half a letter": ('{"error":{"message":"it broke \\u00', "it broke"),
    "OpenRouter": (json.dumps({"error": RAW}), "Provider returned error: it broke"),
    "OpenRouter with words": (json.dumps({"error": {**RAW, "metadata": {"raw": "it broke"}}}), "error: it broke"),
    "deep JSON": ('{"error":' * 5000 + '{"message":"it broke"}' + "}" * 5000, "it broke"),
    "words": ("  it broke ", "it broke"),
    "a mark before JSON": ("\ufeff" + json.dumps(ERROR), "it broke"),
}
STATUSES = (400, 401, 403, 404, 405, 422, 500, 501)


def refused(status: int, body: str) -> Answer:
    return [Head(status, "text/plain"), body]


async def sentence(connect: Connect, status: int, body: str) -> str:
    async with FakeModel([refused(status, body)] * 2) as server, connect(server) as models:
        with pytest.raises(ModelError) as raised:
            await pieces_of(models)
    return str(raised.value)


@requirement("models.failures-say-what-to-do")
@pytest.mark.parametrize("shape", BODIES)
async def test_the_words_are_found_in_any_shape(connect: Connect, shape: str) -> None:
    body, words = BODIES[shape]
    said = await sentence(connect, 400, body)
    assert f"{words}" in said.partition(" It says: ")[2]
    assert "{" not in said


@requirement("models.failures-say-what-to-do")
@pytest.mark.parametrize("status", STATUSES)
async def test_each_status_tells_the_words_of_the_server_without_the_key(connect: Connect, status: int) -> None:
    said = await sentence(connect, status, json.dumps({"error": {"message": f"no way with {KEY}"}}))
    assert "It says: no way with ***" in said
    assert KEY not in said
