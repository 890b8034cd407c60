"""A process that is killed while it indexes a long message: `python -m tests.engine.killed_while_indexing FOLDER`."""

import asyncio
import sys
from pathlib import Path

from app.api.requests import CreateMessage, CreateThread
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.engine.killing import count_statements, countdown
from tests.engine.left_unindexed import WORD

PIECES = 6
BEFORE = 3
"""How many pieces are in the index when it is killed."""


async def main(folder: Path) -> None:
    """Store the message, and be killed."""
    count_statements()
    countdown.statements = ("insert into piece_search",)
    countdown.left = BEFORE
    async with open_engine(Settings(data_dir=folder, config_dir=folder), Script(), reclaims=False) as engine:
        text = f"{'. ' * 45_000} {WORD}"
        await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content=text)]))
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
