"""The runs of a server on screen, as `--server` shows them."""

from pathlib import Path

from app.api.endpoints import Origin
from app.models.script import Reply, Script, call
from app.remote import open_remote
from app.settings import Settings
from tests.requirements import requirement
from tests.server.running import running
from tests.tui.run_stage import newest_run, start_waiting
from tests.tui.terminal import terminal


@requirement("runs-seen.server")
async def test_a_run_of_a_server_is_found_answered_and_shown(settings: Settings, tmp_path: Path) -> None:
    script = Script([Reply(call("get_time")), "Noon."])
    async with running(tmp_path / "there", script) as served:
        there = Settings(
            data_dir=settings.data_dir,
            config_dir=settings.config_dir,
            server=served.url,
            origins={"server": Origin.FLAG},
        )
        async with open_remote(there) as (remote, _), terminal(settings, Script(), wrap=lambda _: remote) as t:
            run = await start_waiting(served.assistants)
            await t.press("f8")
            await t.shows("›! Weather?")
            await t.press("enter")
            await t.shows("get_time")
            await t.type("12")
            await t.press("ctrl+s")
            await t.shows("Noon.")
            await t.press("ctrl+t")
            await t.shows("completed")
            await t.press("enter")
            await t.shows("→ output")
            await t.press("ctrl+e")
            await t.shows("Metadata of this run")
            await t.type("a: b")
            await t.press("ctrl+s")
            await t.shows("Metadata a")
            assert (await newest_run(served.assistants, run.thread_id)).metadata == {"a": "b"}
