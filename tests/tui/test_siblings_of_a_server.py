"""The versions of a message on a server: after a restart, and where some of them were deleted elsewhere."""

from pathlib import Path

from app.api.endpoints import Origin
from app.api.objects import Message
from app.api.requests import Page, ThreadQuery
from app.api.services import Assistants
from app.models.model import ModelError
from app.models.script import Reply, Script
from app.remote import open_remote
from app.settings import Settings
from tests.requirements import requirement
from tests.server.running import running
from tests.tui.terminal import terminal

NO = ModelError("No.")


async def replies_of(assistants: Assistants, thread_id: str) -> list[Message]:
    """Return the replies of a thread, oldest first."""
    found = (await assistants.list_messages(thread_id, Page(order="asc"))).data
    return [one for one in found if one.role == "assistant"]


@requirement("branches.walk-elsewhere", "windows.retry-replaces")
async def test_versions_on_a_server_are_those_that_are_left(settings: Settings, tmp_path: Path) -> None:
    script = Script([Reply("Dead one", NO), Reply("Dead two", NO), "Alive."])
    async with running(tmp_path / "there", script) as served:
        there = Settings(
            data_dir=settings.data_dir,
            config_dir=settings.config_dir,
            server=served.url,
            origins={"server": Origin.FLAG},
        )
        async with open_remote(there) as (remote, _), terminal(settings, Script(), wrap=lambda _: remote) as t:
            await t.send("Hello")
            for dead in ("Dead one", "Dead two"):
                await t.shows(dead)
                await t.until(lambda: not t.controller.conversation.is_busy, "the end")
                await t.press("f5")
            await t.shows("Alive.")
            await t.shows("3/3")
            thread_id = t.thread_id
            assert [one.text for one in await replies_of(served.assistants, thread_id)] == ["Alive."]
        async with open_remote(there) as (remote, _), terminal(settings, Script(), wrap=lambda _: remote) as t:
            await t.shows("3/3")
            alive = (await replies_of(remote, thread_id))[0]
            rows = (await remote.list_threads(ThreadQuery(siblings_of=alive.id))).data
            await remote.delete_thread(rows[1].id)
            t.history.focus()
            await t.press("left_square_bracket")
            await t.shows("Dead one")
            await t.shows("1/2")
            await remote.delete_message(thread_id, alive.id)
            await t.press("right_square_bracket")
            await t.shows("This message has no other version.")
            assert "1/2" not in t.text()
