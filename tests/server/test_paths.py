"""The addresses that old programs write for the same operation, over plain HTTP."""

import httpx2
import pytest

from app.server.access.paths import read_path
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAME = [
    "/v1/threads",
    "/v1/threads/",
    "/v1//threads",
    "//v1/threads//",
    "/threads",
    "/openai/threads",
    "/openai/v1/threads/",
    "/openai/deployments/gpt-4/threads",
]


@requirement("server.addresses")
@pytest.mark.parametrize("path", SAME)
async def test_one_operation_has_one_answer_at_each_of_its_addresses(path: str, http: httpx2.AsyncClient) -> None:
    root = str(http.base_url).removesuffix("/v1/")
    body = {"metadata": {"written": path}}
    answer = await http.post(f"{root}{path}?api-version=2024-05-01-preview", json=body)
    assert (answer.status_code, answer.history, answer.json()["metadata"]) == (200, [], body["metadata"])
    one = f"{root}{path.rstrip('/')}/{answer.json()['id']}"
    assert (await http.get(f"{one}/messages/")).json()["data"] == []
    assert (await http.get(f"{one}//messages")).json()["data"] == []
    assert (await http.delete(one)).json()["deleted"]


@requirement("server.addresses")
async def test_a_lost_thread_id_makes_no_thread(http: httpx2.AsyncClient) -> None:
    before = (await http.get("/threads")).json()["data"]
    answer = await http.post("/threads//runs", json={"assistant_id": "asst_none"})
    assert answer.status_code == 404
    assert (await http.get("/threads")).json()["data"] == before


@requirement("server.addresses")
async def test_a_slash_inside_an_id_does_not_separate(http: httpx2.AsyncClient) -> None:
    thread_id = (await http.post("/threads")).json()["id"]
    for written in (f"{thread_id}%2Fmessages", f"{thread_id}%2fmessages"):
        answer = await http.get(f"/threads/{written}")
        assert (answer.status_code, answer.json()["error"]["message"].startswith("No thread found")) == (404, True)
        assert (await http.delete(f"/threads/{written}")).status_code == 404
    assert (await http.get(f"/threads/{thread_id}")).status_code == 200


@requirement("server.addresses")
async def test_a_deployment_is_read() -> None:
    known = read_path(b"/openai/deployments/my%20gpt/chat/completions")
    assert known == ("/v1/chat/completions", "my gpt")
    assert read_path(b"/openai/deployments/") == ("/v1/deployments", "")
    assert read_path(b"/") == ("/v1", "")
    assert read_path(b"/v1/threads/%FF%00") == ("/v1/threads/\ufffd\0", "")
