"""A cursor that is no object of the list is refused by the name of its parameter."""

import httpx2
import pytest

from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("server.cursors")
@pytest.mark.parametrize("path", ["/assistants", "/threads", "/threads/{thread}/messages", "/threads/{thread}/runs"])
@pytest.mark.parametrize("name", ["after", "before"])
async def test_an_unknown_cursor_is_named(path: str, name: str, http: httpx2.AsyncClient) -> None:
    thread = (await http.post("/threads", json={})).json()["id"]
    refused = await http.get(path.format(thread=thread), params={name: "no_such_id"})
    assert (refused.status_code, refused.json()["error"]["param"]) == (404, name)
    assert "no_such_id" in refused.json()["error"]["message"]
