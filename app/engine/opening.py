"""Opens the engine on a data folder, and closes it in order."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.api.errors import Unavailable
from app.engine.engine import Engine
from app.engine.rules import creation
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.runner import Runner
from app.engine.running.this_process import ThisProcess
from app.engine.upkeep.caretaker import Caretaker
from app.engine.upkeep.process_locks import ProcessLocks
from app.models.model import Models
from app.settings import Settings
from app.settings.os_errors import describe_os_error
from app.store import assistants
from app.store.database import Database

TERMINAL_RUN_TTL_S = 86_400
"""How long a run may live if the settings do not say: a person may take a day to answer. `serve` sets 600 s."""


@asynccontextmanager
async def open_engine(settings: Settings, models: Models, *, reclaims: bool) -> AsyncGenerator[Engine]:
    """Open the engine on `settings.data_dir`.

    `reclaims`: continue the runs of processes that died, as a terminal and a server do. Raises `Unavailable` when the
    folder or the database cannot be used; nothing is changed then.
    """
    folder = settings.data_dir
    database = await asyncio.to_thread(Database, folder / "chat.db")
    try:
        locks = ProcessLocks(folder / "locks")
    except OSError as error:
        database.close()
        raise Unavailable(
            f"The data folder {folder} cannot be written ({describe_os_error(error)}). "
            "Make it writable, or choose another with --data-dir."
        ) from error
    try:
        default = creation.default_assistant(int(time.time()))
        await database.write(lambda tx: assistants.seed(tx, default), durable=False)
        run_ttl_s = settings.run_ttl or TERMINAL_RUN_TTL_S
        async with run_engine(database, locks, models, reclaims=reclaims, run_ttl_s=run_ttl_s) as engine:
            yield engine
    finally:
        await asyncio.to_thread(database.close)
        locks.close()


@asynccontextmanager
async def run_engine(
    database: Database, locks: ProcessLocks, models: Models, *, reclaims: bool, run_ttl_s: int
) -> AsyncGenerator[Engine]:
    """Run the engine on an open database; on leaving, hand back the runs that are driven here."""
    signal = ChangeSignal()
    this_process = ThisProcess(database, models, locks.owner, reclaims=reclaims)
    runner = Runner(database, locks.owner, models, signal)
    caretaker = Caretaker(database, locks, this_process, runner, signal)
    caretaker.start()
    try:
        yield Engine(database, this_process, runner, caretaker, signal, run_ttl_s=run_ttl_s)
    finally:
        await caretaker.stop()
        await runner.close()
        signal.close()
        await this_process.remove()
