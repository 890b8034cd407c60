"""The room that the conversations take on this machine."""

import asyncio

from app.engine.operations.parts import EngineParts


class EngineStorage(EngineParts):
    """`api.Storage` over the database."""

    async def storage_size(self) -> int:
        """Return how many bytes the conversations take on disk."""
        from app.store.vacuum import size_of  # late: nothing is cleaned at the start

        return await asyncio.to_thread(size_of, self._database.path)

    async def shrink_storage(self) -> None:
        """Give the room of what was deleted back to the disk. Raises `Unavailable`."""
        from app.store.vacuum import shrink  # late: as above

        await self._deleted.finish()
        await shrink(self._database)
