"""A process that kills itself while it deletes a thread: `python -m tests.engine.killed_while_deleting FOLDER`.

It is the newest one. The process is killed before it begins the third transaction: the first one has taken the thread
from all readers.
"""

import asyncio
import sys
from pathlib import Path

from app.api.requests import ThreadQuery
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.engine.killing import count_statements, countdown


async def main(folder: Path) -> None:
    """Delete the thread, and wait to be killed."""
    count_statements()
    countdown.statements = ("begin immediate",)
    async with open_engine(Settings(data_dir=folder, config_dir=folder), Script(), reclaims=True) as engine:
        thread_id = (await engine.list_threads(ThreadQuery())).data[0].id
        countdown.left = 2
        await engine.delete_thread(thread_id)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
