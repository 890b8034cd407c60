"""Opens the engine on a data folder, and closes it in order."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from app.api.errors import Unavailable
from app.engine.engine import Engine
from app.engine.rules import creation
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.runner import Runner
from app.engine.running.this_process import ThisProcess
from app.engine.upkeep.caretaker import Caretaker
from app.engine.upkeep.deleted_threads import DeletedThreads
from app.engine.upkeep.left_files import LeftFiles
from app.engine.upkeep.process_locks import ProcessLocks, SoleProcess
from app.models.model import Models
from app.settings import Settings
from app.settings.os_errors import describe_os_error
from app.store import assistants
from app.store.database import Database, MemoryDatabase
from app.store.file_contents import FileContents, FileFolder, MemoryFiles

if TYPE_CHECKING:
    from app.engine.titles.title_maker import TitleMaker

TITLE_WAIT_S = 10.0
"""How long `ask` waits for a title after its answer is written."""
TERMINAL_RUN_TTL_S = 86_400
"""How long a run may live if the settings do not say: a person may take a day to answer. `serve` sets 600 s."""


@asynccontextmanager
async def open_engine(
    settings: Settings, models: Models, *, reclaims: bool, for_person: bool = False
) -> AsyncGenerator[Engine]:
    """Open the engine on `settings.data_dir`, of temporary conversations in memory.

    `reclaims`: continue the runs of processes that died, as a terminal and a server do. `for_person`: a person begins
    the threads, which may get titles from the model. Raises `Unavailable` when the folder or the database cannot be
    used; nothing is changed then.
    """
    database, contents, locks = await asyncio.to_thread(_open_store, settings)
    try:
        default = creation.default_assistant(int(time.time()))
        await database.write(lambda tx: assistants.seed(tx, default), durable=False)
        run_ttl_s = settings.run_ttl or TERMINAL_RUN_TTL_S
        titles = None
        if for_person and settings.titles:
            from app.engine.titles.title_maker import TitleMaker  # late: only where the user wants titles

            # A command ends with its answer; a terminal that is left makes the title after the next one.
            titles = TitleMaker(database, models, close_limit_s=0.0 if reclaims else TITLE_WAIT_S)
        async with run_engine(
            database,
            contents,
            locks,
            models,
            reclaims=reclaims,
            run_ttl_s=run_ttl_s,
            for_person=for_person,
            titles=titles,
        ) as engine:
            yield engine
    finally:
        await asyncio.to_thread(database.close)
        locks.close()


def _open_store(settings: Settings) -> tuple[Database, FileContents, ProcessLocks | SoleProcess]:
    """Open the store, and take the lock that says that this process lives. Raises `Unavailable`."""
    if settings.temporary:
        return MemoryDatabase(), MemoryFiles(), SoleProcess()
    folder = settings.data_dir
    database = Database(folder / "chat.db")
    try:
        return database, FileFolder(folder / "files"), ProcessLocks(folder / "locks")
    except OSError as error:
        database.close()
        raise Unavailable(
            f"The data folder {folder} cannot be written ({describe_os_error(error)}). "
            "Make it writable, or choose another with --data-dir."
        ) from error


@asynccontextmanager
async def run_engine(
    database: Database,
    contents: FileContents,
    locks: ProcessLocks | SoleProcess,
    models: Models,
    *,
    reclaims: bool,
    run_ttl_s: int,
    for_person: bool = False,
    titles: "TitleMaker | None" = None,
) -> AsyncGenerator[Engine]:
    """Run the engine on an open database; on leaving, hand back the runs that are driven here."""
    signal = ChangeSignal()
    this_process = ThisProcess(database, models, locks.owner, reclaims=reclaims)
    runner = Runner(database, contents, locks.owner, models, signal, titles)
    left_files = LeftFiles(database, contents, locks)
    caretaker = Caretaker(database, locks, this_process, runner, signal, left_files)
    deleted = DeletedThreads(database)
    caretaker.start()
    deleted.start()
    try:
        yield Engine(
            database,
            this_process,
            runner,
            caretaker,
            signal,
            deleted,
            contents,
            left_files,
            run_ttl_s=run_ttl_s,
            for_person=for_person,
        )
    finally:
        await caretaker.stop()
        await runner.close()
        await deleted.close()
        try:
            if titles is not None:  # after the runner, which asks for the title of the run that has just ended
                await titles.close()
        finally:
            signal.close()
            await this_process.remove()
