"""What is read for a jump from a search to a message far from the end of a long conversation."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from app.api.objects import Message
from app.api.requests import CreateMessage, ForkThread, Listing, Page, ThreadQuery, ThreadRow
from app.api.services import Assistants
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from app.tui.history import History
from app.tui.widgets.thread_list import ThreadList
from tests.requirements import requirement
from tests.tui.long_thread import add_messages
from tests.tui.terminal import DEADLINE, stored, terminal

MESSAGES = 2_000


class CountingMessages:
    """The engine; counts the messages that are read, and notes of which ones the siblings are."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self.messages = 0
        self.siblings_of: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._assistants, name)

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]:
        listing = await self._assistants.list_messages(thread_id, page, run_id)
        self.messages += len(listing.data)
        return listing

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        self.siblings_of += (query.siblings_of or "").split(",") if query.siblings_of else []
        return await self._assistants.list_threads(query)


def count_paintings(monkeypatch: pytest.MonkeyPatch, widget: type[History | ThreadList], rows: int = 1) -> list[Region]:
    """Note from now on which rows are painted of these widgets, where it is at least so many at once."""
    painted: list[Region] = []
    render = widget.render_lines

    def render_lines(self: History | ThreadList, crop: Region) -> list[Strip]:
        if crop.height >= rows:
            painted.append(crop)
        return render(self, crop)  # pyright: ignore[reportArgumentType]  # it is of this type

    monkeypatch.setattr(widget, "render_lines", render_lines)
    return painted


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
        await t.shows("of 1")
        await t.pilot.pause()
        assert counting[0].messages - before <= 101


@requirement("search.costs")
async def test_a_jump_asks_for_the_versions_of_what_it_shows_and_the_end_for_its_own(settings: Settings) -> None:
    old, _ = await stored(settings, [], ["Pears?"])
    await add_messages(settings, old, [f"number {at}{' zebra' * (at == 1_000)}." for at in range(MESSAGES)])
    async with open_engine(settings, Script(), reclaims=False) as engine:
        *_, last = (await engine.list_messages(old, Page(limit=2))).data
        branch = await engine.fork_thread(old, ForkThread(message_id=last.id))
        await engine.create_message(branch.id, CreateMessage(role="user", content="Another last one."))
    counting: list[CountingMessages] = []

    def count(assistants: Assistants) -> Assistants:
        counting.append(CountingMessages(assistants))
        return cast(Assistants, counting[0])

    async with terminal(settings, Script(), wrap=count) as t:
        await t.press("ctrl+n", "ctrl+s")
        await t.type("zebra")
        await t.shows("1 hit")
        counting[0].siblings_of.clear()
        await t.press("enter")
        await t.shows("number 1000 zebra.")
        await t.until(lambda: counting[0].siblings_of)
        await t.until(lambda: all(worker.name != "_open_hit" for worker in t.chat.workers))
        assert set(counting[0].siblings_of) <= {one.id for one in t.history.excerpt.messages}
        await t.press("escape", "ctrl+end")
        await t.shows(f"number {MESSAGES - 1}.")
        await t.shows("1/2")


class PagesWait:
    """The engine; the pages of messages wait, and it notes in which threads words are looked for."""

    def __init__(self, assistants: Assistants, gate: asyncio.Event) -> None:
        self._assistants = assistants
        self._gate = gate
        self.searched: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._assistants, name)

    async def list_messages(self, thread_id: str, page: Page) -> Listing[Message]:
        await self._gate.wait()
        return await self._assistants.list_messages(thread_id, page)

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        if query.q and query.thread_id:
            self.searched.append(query.thread_id)
        return await self._assistants.list_threads(query)


@requirement("search.reads-at-once")
async def test_the_hits_are_read_once_and_while_the_conversation_is(settings: Settings) -> None:
    old, _ = await stored(settings, ["Zebras?", "Striped."], ["Pears?"])
    gate = asyncio.Event()
    gate.set()
    waiting: list[PagesWait] = []

    def wait(assistants: Assistants) -> Assistants:
        waiting.append(PagesWait(assistants, gate))
        return cast(Assistants, waiting[0])

    async with terminal(settings, Script(), wrap=wait) as t:
        await t.press("ctrl+n", "ctrl+s")
        await t.type("zebras")
        await t.shows("1 hit")
        gate.clear()
        await t.press("enter")
        await t.until(lambda: waiting[0].searched)
        assert t.threads.open_id != old
        gate.set()
        await t.shows("1 of 1")
        await t.shows("Striped.")
        assert waiting[0].searched == [old]


@requirement("search.one-frame")
async def test_a_hit_is_shown_in_one_frame(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.tui.widgets.frames.held_frames.MAX_HELD_S", 30)  # a busy machine takes longer
    old, _ = await stored(settings, [], ["Pears?"])
    await add_messages(settings, old, [f"number {at}{' zebra' * (at == 100)}." for at in range(200)])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+n", "ctrl+s")
        await t.type("zebra")
        await t.shows("1 hit")
        painted = count_paintings(monkeypatch, History, 10)
        await t.press("enter")
        await t.until(lambda: painted)  # to look at the screen would paint it
        await t.until(lambda: all(worker.name != "_open_hit" for worker in t.chat.workers))
        await t.pilot.pause()
        assert len(painted) == 1
        await t.shows("1 of 1")
        await t.shows("number 100 zebra.")


@requirement("search.one-frame")
async def test_a_hit_waits_for_no_tick_of_textuals_timer(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.tui.widgets.frames.held_frames.MAX_HELD_S", 60)  # nothing but the hit may end it
    old, _ = await stored(settings, [], ["Pears?"])
    await add_messages(settings, old, [f"number {at}{' zebra' * (at == 100)}." for at in range(200)])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+n", "ctrl+s")
        await t.type("zebra")
        await t.shows("1 hit")
        await t.pilot.pause()
        t.chat._update_timer.stop()  # pyright: ignore[reportPrivateUsage]  # there is no other way to hold the ticks
        painted, shown = count_paintings(monkeypatch, History, 10), asyncio.Event()
        monkeypatch.setattr(t.chat, "paint_held", lambda: (type(t.chat).paint_held(t.chat), shown.set()))
        t.app.post_message(events.Key("enter", "\r"))  # the pilot would tick
        async with asyncio.timeout(DEADLINE):
            await shown.wait()
        assert painted
        await t.shows("number 100 zebra.")


@requirement("focus.paints-two")
async def test_a_move_of_the_focus_paints_no_other_widget(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await stored(settings, ["Pears?"])
    async with terminal(settings, Script()) as t:
        await t.shows("Pears?")
        await t.pilot.pause()
        listed = count_paintings(monkeypatch, ThreadList)
        read = count_paintings(monkeypatch, History)
        t.chat.set_focus(t.history)
        await t.until(lambda: read)
        assert not listed
