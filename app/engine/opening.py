"""Opens the engine on a data folder, and closes it in order. `cli` and tests call `open_engine`."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.api.errors import Unavailable
from app.engine.engine import Engine
from app.engine.rules import creation
from app.engine.running.runner import Runner
from app.engine.upkeep.process_locks import ProcessLocks
from app.models.model import Models
from app.settings import Settings
from app.store import assistants
from app.store.database import Database

TERMINAL_TTL = 86_400
"""Seconds a run may live where a person answers; a server says 600, as the API had it."""


@asynccontextmanager
async def open_engine(settings: Settings, models: Models, *, reclaims: bool) -> AsyncGenerator[Engine]:
    """The engine on `settings.data_dir`. `reclaims`: take up runs that dead processes left (a terminal, a server).

    Raises `Unavailable` when the folder or the database cannot be used; nothing is changed then.
    """
    folder = settings.data_dir
    database = await asyncio.to_thread(Database, folder / "chat.db")
    try:
        locks = ProcessLocks(folder / "locks")
    except OSError as error:
        database.close()
        raise Unavailable(
            f"The data folder {folder} cannot be written ({error.strerror}). "
            "Make it writable, or choose another with --data-dir."
        ) from error
    try:
        first = creation.default_assistant(int(time.time()))
        await database.write(lambda tx: assistants.seed(tx, first), durable=False)
        runner = Runner(database, locks, models, reclaims=reclaims)
        runner.open()
        try:
            yield Engine(database, runner, settings.run_ttl or TERMINAL_TTL)
        finally:
            await runner.close()
    finally:
        await asyncio.to_thread(database.close)
        locks.close()
