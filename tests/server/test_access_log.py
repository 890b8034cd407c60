"""The log of `serve`: requests only where they are asked for."""

import signal
from pathlib import Path

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from app.server.access.middleware import ApiMiddleware
from tests.cli.program import Program
from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.server.processes import ended, url_of


@pytest.mark.parametrize("words", [[], ["--access-log"]])
@requirement("serve.access-log")
async def test_requests_are_logged_when_asked_for(words: list[str], tmp_path: Path) -> None:
    async with FakeModel() as model:
        program = Program(tmp_path, model.base_url)
        program.environment["ASSISTANT_CHAT_MODEL"] = "brief"
        async with program.started("serve", "--port", "0", *words) as process:
            async with httpx2.AsyncClient(base_url=await url_of(process), timeout=20) as http:
                assert (await http.get("/threads?q=secret")).status_code == 200
                assert (await http.get("/none%1b%2f31m")).status_code == 404
            process.send_signal(signal.SIGTERM)
            assert await ended(process) == 0
            assert process.stderr is not None
            log = (await process.stderr.read()).decode()
    assert "Runs are answered by " in log
    assert " with brief." in log
    assert log.splitlines()[-1].endswith("Stopped.")
    assert ("GET /v1/threads 200" in log) == bool(words)
    assert ("GET /v1/none%1b%2f31m 404" in log) == bool(words)
    assert "secret" not in log
    assert "\x1b" not in log


@requirement("secrets.safe-log")
async def test_the_line_of_a_failure_has_the_path_as_it_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise LookupError

    transport = httpx2.ASGITransport(ApiMiddleware(failing, key=None, loopback=True))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost/v1") as client:
        assert (await client.get("/models/x%0a12:00:00%20forged")).status_code == 500
    told = [record.getMessage() for record in caplog.records if "forged" in record.getMessage()]
    assert told == ["GET /v1/models/x%0a12:00:00%20forged failed"]
