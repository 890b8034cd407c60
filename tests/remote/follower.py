"""A follower of a run in the background, on either side of the cable."""

import asyncio

from app.api.events import Event, MessageDelta, TextPartDelta
from app.api.objects import Run
from app.api.services import Assistants


class Follower:
    """Follow a run in the background and keep its events."""

    def __init__(self, assistants: Assistants, run: Run) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()
        self.task = asyncio.create_task(self._follow(assistants, run))

    async def _follow(self, assistants: Assistants, run: Run) -> None:
        async for event in assistants.follow(run.thread_id, run.id):
            self.events.append(event)
            self._news.set()

    @property
    def names(self) -> list[str]:
        return [event.event for event in self.events]

    @property
    def numbers(self) -> list[int]:
        return [event.number for event in self.events]

    @property
    def text(self) -> str:
        """The text of all deltas."""
        pieces = [
            piece for one in self.events if isinstance(one.data, MessageDelta) for piece in one.data.delta.content
        ]
        return "".join(piece.text.value for piece in pieces if isinstance(piece, TextPartDelta))

    async def wait_for_text(self, text: str) -> None:
        """Wait until the deltas contain this text."""
        async with asyncio.timeout(10):
            while text not in self.text:
                self._news.clear()
                await self._news.wait()

    async def wait_for_event(self, name: str) -> Event:
        """Wait for an event."""
        async with asyncio.timeout(10):
            while name not in self.names:
                self._news.clear()
                await self._news.wait()
        return self.events[self.names.index(name)]

    async def end(self) -> None:
        """Wait for the last event."""
        async with asyncio.timeout(20):
            await self.task
