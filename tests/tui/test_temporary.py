"""Where temporary conversations cannot be: the command says so, and nothing changes."""

from msgspec.structs import replace

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("temporary.refused")
async def test_the_terminal_of_a_server_has_no_temporary_conversations(settings: Settings) -> None:
    async with terminal(replace(settings, server="http://127.0.0.1:9/v1"), Script()) as t:
        await t.type("/temporary")
        await t.press("enter")
        await t.shows("Temporary conversations are on this machine alone")
        assert not t.app.is_switching
