"""What the terminal reads again when nothing changed elsewhere."""

from collections.abc import Callable
from typing import cast

import pytest

from app.api.requests import Listing, ThreadQuery, ThreadRow
from app.api.services import Assistants
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


class NotingQueries:
    """The engine; notes for which lists it is asked."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self.queries: list[ThreadQuery] = []

    def __getattr__(self, name: str) -> Callable[..., object]:
        return getattr(self._assistants, name)

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        self.queries.append(query)
        return await self._assistants.list_threads(query)

    def polls_of(self, thread_id: str) -> int:
        return sum(query.counts_in == thread_id for query in self.queries)

    @property
    def lists(self) -> list[ThreadQuery]:
        return [one for one in self.queries if not (one.counts_in or one.siblings_of or one.thread_id)]


@requirement("windows.opening-is-no-change")
async def test_the_list_is_not_read_again_for_an_opened_conversation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.tui.session.threads.change_poller.POLL_INTERVAL_S", 0.02)
    old, new = await stored(settings, ["Pears?", "Ripe."], ["Plums?", "Sour."])
    noted: list[NotingQueries] = []

    def note(assistants: Assistants) -> Assistants:
        noted.append(NotingQueries(assistants))
        return cast(Assistants, noted[0])

    async with terminal(settings, Script(), wrap=note) as t:
        await t.shows("Sour.")
        await t.until(lambda: noted[0].polls_of(new) > 1)  # the first one has nothing to compare with
        await t.pilot.pause()
        read = len(noted[0].lists)
        await t.press("ctrl+down")
        await t.shows("Ripe.")
        await t.until(lambda: noted[0].polls_of(old) > 2)
        assert noted[0].lists[read:] == []
