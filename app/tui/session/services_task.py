"""Keeps the services open while the app runs: from after the first paint until the terminal is restored."""

import asyncio

from app.api.services import OpenServices, Services


class ServicesTask:
    """Enters and exits the services in one task, as their task groups and timeouts require."""

    def __init__(self, open_services: OpenServices) -> None:
        self._open_services = open_services
        self._task: asyncio.Task[None] | None = None
        self._opened: asyncio.Future[Services] | None = None
        self._leave = asyncio.Event()

    async def open(self) -> Services:
        """Open the services, once. Raises what opening them raises, `Unavailable` above all."""
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._hold(self._opened), name="services")
        return await self._opened

    async def close(self) -> None:
        """Close the services in order, so that runs are handed back; does nothing when they were never opened."""
        self._leave.set()
        if self._task is not None:
            await self._task

    async def _hold(self, opened: asyncio.Future[Services]) -> None:
        try:
            async with self._open_services() as services:
                if not opened.cancelled():
                    opened.set_result(services)
                await self._leave.wait()
        except Exception as error:
            if opened.done():
                raise
            opened.set_exception(error)
