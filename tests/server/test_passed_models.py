"""The model of a call that is passed on: this server reads its name, so it refuses what is none."""

import httpx2
import pytest

from app.settings import Settings
from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.server.passing import passing


@requirement("server.passed-model")
@pytest.mark.parametrize("path", ["/chat/completions", "/embeddings"])
@pytest.mark.parametrize(
    ("model", "status", "code"),
    [
        ({}, 400, "missing_required_parameter"),
        ({"model": 7}, 400, "invalid_type"),
        ({"model": None}, 400, "invalid_type"),
        ({"model": "nowhere::model"}, 404, "model_not_found"),
    ],
)
async def test_a_model_that_is_none_is_refused_here(
    path: str, model: dict[str, object], status: int, code: str, settings: Settings
) -> None:
    async with FakeModel() as endpoint, passing(settings, endpoint) as client, httpx2.AsyncClient() as http:
        refused = await http.post(f"{str(client.base_url).rstrip('/')}{path}", json={"input": "Hello", **model})
        assert endpoint.requests == []
    error = refused.json()["error"]
    assert (refused.status_code, error["param"], error["code"]) == (status, "model", code)
