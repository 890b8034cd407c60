"""The first and the last of 100,000 conversations, and the pages from there."""

import asyncio
from collections.abc import Callable
from typing import cast

from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.api.services import Assistants
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.many_threads import add_threads
from tests.tui.terminal import Terminal, terminal

COUNT = 100_000


class Counting:
    """The engine; counts the rows that are read for the list."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self.rows = 0

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._assistants, name)

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        listing = await self._assistants.list_threads(query)
        self.rows += len(listing.data)
        return listing


def title(t: Terminal) -> str:
    assert t.threads.row
    return t.threads.row.title


async def is_at(t: Terminal, number: int) -> None:
    """Wait until the cursor is at a conversation, and until that is on the screen."""
    await t.until(lambda: title(t) == f"Topic {number:06}", f"conversation {number}")
    await t.shows(f"Topic {number:06}")


@requirement("list.ends")
async def test_first_and_last_conversation_are_one_key_away_and_pages_continue(settings: Settings) -> None:
    await add_threads(settings, COUNT)
    counting: list[Counting] = []

    def count(assistants: Assistants) -> Assistants:
        counting.append(Counting(assistants))
        return cast(Assistants, counting[0])

    async with terminal(settings, Script(), wrap=count) as t:
        await t.press("shift+tab", "shift+tab", "end")
        await is_at(t, 0)
        assert counting[0].rows < 1_000, "the rows between are read"
        await t.press("pageup", "up")
        page = int(title(t).removeprefix("Topic ")) - 1
        await t.press(*["pageup"] * 20)
        await is_at(t, 21 * page + 1)
        await t.press("down", "home")
        await is_at(t, COUNT - 1)
        await t.press(*["pagedown"] * 20)  # more than was read: the rest of the way is made as the pages come
        await is_at(t, COUNT - 1 - 20 * page)
        await t.press("enter", "shift+tab", "shift+tab", "end")
        await is_at(t, 0)
        assert counting[0].rows < 2_000


@requirement("list.ends")
async def test_a_message_sent_from_the_end_of_the_list_leads_to_its_beginning(settings: Settings) -> None:
    await add_threads(settings, 1_000)
    async with terminal(settings, Script(["Hello."])) as t:
        await t.press("shift+tab", "shift+tab", "end")
        await is_at(t, 0)
        await t.press("enter")
        await t.shows_title("Topic 000000")
        await t.send("Hi")
        await t.until(lambda: t.threads.rows[0].title == "Topic 000000", "the conversation at the top")
        await t.shows("Hello.")
        await asyncio.wait_for(t.controller.show_changes(()), 10)
        assert t.threads.rows[1].title == "Topic 000999"
        assert title(t) == "Topic 000000"
