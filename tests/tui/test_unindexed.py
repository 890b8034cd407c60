"""The list says that a search may have missed messages, since they are not indexed yet."""

from app.api.requests import CreateMessage, CreateThread
from app.models.script import Script
from app.settings import Settings
from tests.engine.left_unindexed import LONG, WORD, nobody_writes
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("bounds.search-says")
async def test_the_list_says_how_many_messages_are_not_indexed_yet(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.assistants.create_thread(LONG)
        short = CreateThread(messages=[CreateMessage(role="user", content=WORD)])
        await t.assistants.create_thread(short)
        with nobody_writes(settings.data_dir / "chat.db"):
            await t.press("ctrl+s", *WORD)
            await t.until(lambda: "1 hit" in str(t.threads.border_subtitle))
            assert "not indexed" in str(t.threads.border_subtitle)
            await t.press(*"xx")
            await t.shows("not indexed yet")
