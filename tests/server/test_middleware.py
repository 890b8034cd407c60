"""The middleware over plain HTTP: key, Host, Origin, beta header, methods, paths, and unexpected exceptions."""

from collections.abc import AsyncGenerator

import httpx2
import pytest
import pytest_asyncio
from starlette.types import Receive, Scope, Send

from app.api.errors import Unavailable
from app.models.script import Script
from app.server.access.middleware import ApiMiddleware
from tests.requirements import requirement
from tests.server.running import running

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = "sk-of-this-test"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def locked(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[httpx2.AsyncClient]:
    """A server that requires a key."""
    async with (
        running(tmp_path_factory.mktemp("locked"), Script(), key=KEY) as started,
        httpx2.AsyncClient(base_url=started.url) as client,
    ):
        yield client


@requirement("server.key")
@pytest.mark.parametrize(
    "authorization", [None, "Bearer wrong", f"Basic {KEY}", KEY, "Bearer", f"Bearer {KEY}x", "Bearer \xff"]
)
async def test_a_wrong_key_is_refused(authorization: str | None, locked: httpx2.AsyncClient) -> None:
    headers = [] if authorization is None else [(b"authorization", authorization.encode("latin-1"))]
    answer = await locked.get("/threads", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "invalid_api_key"
    assert KEY not in answer.text


@requirement("server.key")
async def test_with_the_key_any_host_and_origin_is_accepted(locked: httpx2.AsyncClient) -> None:
    headers = {"authorization": f"Bearer {KEY}", "host": "chat.invalid", "origin": "http://page.invalid"}
    assert (await locked.get("/threads", headers=headers)).status_code == 200


@requirement("server.key")
async def test_the_key_is_accepted_in_the_header_of_azure_clients(locked: httpx2.AsyncClient) -> None:
    url = "/threads?api-version=2024-05-01-preview"
    assert (await locked.post(url, headers={"api-key": KEY})).status_code == 200
    assert (await locked.post(url, headers={"api-key": f"{KEY}x"})).status_code == 401


@requirement("server.no-web-pages")
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.invalid"},
        {"host": "rebound.invalid:80"},
        {"host": "127.0.0.1.rebound.invalid"},
        {"host": "192.168.0.7"},
        {"host": ""},
        {"origin": "http://page.invalid"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
    ],
)
async def test_without_a_key_a_browser_is_refused(headers: dict[str, str], http: httpx2.AsyncClient) -> None:
    answer = await http.post("/threads", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["type"] == "invalid_request_error"


@requirement("server.foreign-host")
async def test_the_refusal_of_another_host_says_what_to_do(http: httpx2.AsyncClient) -> None:
    said = (await http.get("/threads", headers={"host": "chat.example:8732"})).json()["error"]["message"]
    assert "not to 'chat.example:8732'" in said
    assert "Call it at 127.0.0.1" in said
    assert "set ASSISTANT_CHAT_SERVER_KEY" in said


@requirement("server.no-web-pages")
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1", "127.9.9.9:80", "[::1]", "[::1]:8732"])
async def test_without_a_key_this_machine_is_accepted(host: str, http: httpx2.AsyncClient) -> None:
    assert (await http.post("/threads", headers={"host": host})).status_code == 200


@requirement("server.beta-header")
async def test_the_beta_header_must_be_v2(http: httpx2.AsyncClient) -> None:
    for accepted in ({}, {"OpenAI-Beta": "assistants=v2"}, {"OpenAI-Beta": "realtime=v1, assistants=v2"}):
        assert (await http.get("/assistants", headers=accepted)).status_code == 200
    answer = await http.get("/assistants", headers={"OpenAI-Beta": "assistants=v1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_beta")
    assert answer.json()["error"]["message"].startswith("The v1 Assistants API has been deprecated.")


@requirement("server.never-5xx")
async def test_unknown_paths_and_methods_are_refused(http: httpx2.AsyncClient) -> None:
    unknown = await http.post("/nowhere", json={})
    assert (unknown.status_code, unknown.json()["error"]["message"]) == (404, "Invalid URL (POST /v1/nowhere)")
    wrong = await http.put("/threads", json={})
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, POST")
    assert wrong.json()["error"]["type"] == "invalid_request_error"
    assert wrong.json()["error"]["code"] == "method_not_supported"
    unmeant = await http.get("/threads/runs")  # not the thread called "runs"
    assert (unmeant.status_code, unmeant.headers["allow"]) == (405, "POST")


@requirement("server.headers")
async def test_every_response_has_the_headers_of_the_api(http: httpx2.AsyncClient) -> None:
    for path in ("/threads", "/nowhere", "/threads/thread_no"):
        answer = await http.get(path)
        assert answer.headers["x-request-id"].startswith("req_")
        assert answer.headers["openai-version"] == "2020-10-01"
        assert int(answer.headers["openai-processing-ms"]) >= 0
        assert answer.headers["content-type"] == "application/json"


@requirement("server.faults-of-ours")
@pytest.mark.parametrize(
    ("error", "sentence"),
    [(ValueError("secret"), "Its log says more"), (Unavailable("The disk is full."), "disk is full")],
)
async def test_an_unexpected_exception_is_a_server_error_in_the_envelope(
    error: Exception, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise error

    transport = httpx2.ASGITransport(ApiMiddleware(failing, key=None, loopback=True))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost/v1") as client:
        answer = await client.get("/threads")
    assert (answer.status_code, answer.json()["error"]["type"]) == (500, "server_error")
    assert sentence in answer.json()["error"]["message"]
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"]
    assert str(error) in caplog.text


MANY = " ".join(f"{number:x}" for number in range(2_000))
"""More words than SQLite allows conditions."""


@requirement("server.never-5xx")
async def test_any_text_can_be_searched(http: httpx2.AsyncClient) -> None:
    for text in (
        '"',
        "'",
        "a*",
        "NEAR(",
        "a AND",
        "-x",
        "^",
        "(",
        "col:x",
        "%",
        "_",
        "日本",
        "🎉",
        "x" * 20_000,
        "\\",
        MANY,
    ):
        answer = await http.get("/threads", params={"q": text})
        assert answer.status_code == 200, (text[:20], answer.text)


@requirement("server.not-found")
async def test_unknown_ids_are_404s(http: httpx2.AsyncClient) -> None:
    thread = (await http.post("/threads")).json()["id"]
    for path, kind in (
        ("/assistants/x", "assistant"),
        ("/threads/x", "thread"),
        ("/threads/x/messages", "thread"),
        ("/threads/x/runs/x", "thread"),
        (f"/threads/{thread}/messages/x", "message"),
        (f"/threads/{thread}/runs/x", "run"),
        (f"/threads/{thread}/runs/x/events", "run"),
    ):
        answer = await http.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"] == {
            "message": f"No {kind} found with id 'x'.",
            "type": "invalid_request_error",
            "param": None,
            "code": None,
        }
