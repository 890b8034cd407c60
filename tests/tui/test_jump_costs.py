"""What is read for a jump from a search to a message far from the end of a long conversation."""

from collections.abc import Callable
from typing import cast

from app.api.objects import Message
from app.api.requests import Listing, Page
from app.api.services import Assistants
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.long_thread import add_messages
from tests.tui.terminal import stored, terminal

MESSAGES = 2_000


class CountingMessages:
    """The engine; counts the messages that are read."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self.messages = 0

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._assistants, name)

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]:
        listing = await self._assistants.list_messages(thread_id, page, run_id)
        self.messages += len(listing.data)
        return listing


@requirement("search.costs")
async def test_a_jump_reads_two_pages_whatever_the_length(settings: Settings) -> None:
    old, _ = await stored(settings, [], ["Pears?"])
    await add_messages(settings, old, [f"number {at}{' zebra' * (at == 1_000)}." for at in range(MESSAGES)])
    counting: list[CountingMessages] = []

    def count(assistants: Assistants) -> Assistants:
        counting.append(CountingMessages(assistants))
        return cast(Assistants, counting[0])

    async with terminal(settings, Script(), wrap=count) as t:
        await t.press("ctrl+n", "ctrl+s")
        await t.type("zebra")
        await t.shows("1 hit")
        before = counting[0].messages
        await t.press("enter")
        await t.shows("number 999.")
        await t.shows("number 1000 zebra.")
        assert counting[0].messages - before <= 200
