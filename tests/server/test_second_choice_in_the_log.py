"""`serve` has no screen on which it could say that the second choice answers: it logs it."""

import signal
from pathlib import Path

import httpx2

from tests.cli.program import Program
from tests.fake_model import FakeModel, refuse, say
from tests.requirements import requirement
from tests.server.test_serving import HELLO, ended, url_of


@requirement("profiles.second-choice")
async def test_the_log_says_who_answers_instead(tmp_path: Path) -> None:
    async with FakeModel([refuse(429, "slow down")], models=["m"]) as first, FakeModel([say("Here.")]) as second:
        folder = tmp_path / ".config" / "assistant-chat"
        folder.mkdir(parents=True)
        (folder / "profiles.toml").write_text(
            f'default = "first"\n[profiles.first]\nbase_url = "{first.base_url}"\nsecond_choice = "second::fake-max"\n'
            f'[profiles.second]\nbase_url = "{second.base_url}"\n'
        )
        async with Program(tmp_path).started("serve", "--port", "0") as process:
            async with httpx2.AsyncClient(base_url=await url_of(process), timeout=20) as http:
                assert "Here." in (await http.post("/threads/runs", json=HELLO)).text
            process.send_signal(signal.SIGTERM)
            assert await ended(process) == 0
            assert process.stderr is not None
            log = (await process.stderr.read()).decode()
    assert "first did not answer (HTTP 429): second::fake-max answers instead, its second choice." in log
