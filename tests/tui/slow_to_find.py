"""A model that is found only once a gate is open."""

import asyncio

from app.api.endpoints import Endpoint
from app.models.script import Script


class SlowToFind(Script):
    """Says which endpoint answers only once a gate is open."""

    gate: asyncio.Event | None = None
    waiting = 0

    async def current(self) -> Endpoint | None:
        if self.gate:
            self.waiting += 1
            await self.gate.wait()
        return await super().current()
