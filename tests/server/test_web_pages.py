"""Web pages that were let in, and all others."""

from collections.abc import AsyncGenerator

import httpx2
import pytest
import pytest_asyncio

from app.models.script import Script
from tests.requirements import requirement
from tests.server.running import running

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = "http://page.test:3000"
OTHER = "http://other.test"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_to_page(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[httpx2.AsyncClient]:
    """A server without a key that lets one page in."""
    async with (
        running(tmp_path_factory.mktemp("origins"), Script(), origins=[PAGE]) as started,
        httpx2.AsyncClient(base_url=started.url) as client,
    ):
        yield client


@requirement("server.origins")
async def test_a_page_that_was_let_in_reads_answers_and_errors(open_to_page: httpx2.AsyncClient) -> None:
    asked = "authorization,content-type,openai-beta,x-stainless-os"
    preflight = await open_to_page.options(
        "/threads",
        headers={
            "origin": PAGE,
            "access-control-request-method": "POST",
            "access-control-request-headers": asked,
            "access-control-request-private-network": "true",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-headers"] == asked
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-private-network"] == "true"
    for path, status in (("/threads", 200), ("/threads/thread_none", 404), ("/nowhere", 404)):
        answer = await open_to_page.get(path, headers={"origin": PAGE, "sec-fetch-site": "cross-site"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, PAGE)
        assert "x-request-id" in answer.headers["access-control-expose-headers"]


@requirement("server.origins")
async def test_another_page_is_refused_and_told_of_the_setting(
    open_to_page: httpx2.AsyncClient, http: httpx2.AsyncClient
) -> None:
    for client in (open_to_page, http):
        answer = await client.get("/threads", headers={"origin": OTHER})
        assert answer.status_code == 403
        assert "--allow-origin" in answer.json()["error"]["message"]
        assert "allow_origins" in answer.json()["error"]["message"]
        assert "access-control-allow-origin" not in answer.headers
    refused = await open_to_page.options("/threads", headers={"origin": OTHER, "access-control-request-method": "POST"})
    assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (400, False)


@requirement("server.origins")
@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)]
)
async def test_a_request_without_cors_is_refused_too(site: str, status: int, http: httpx2.AsyncClient) -> None:
    answer = await http.get("/threads", headers={"sec-fetch-site": site, "sec-fetch-mode": "no-cors"})
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
