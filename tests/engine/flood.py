"""A flood in a process of its own: `python -m tests.engine.flood DATA_DIR MEGABYTES`.

It follows a run whose model sends so much text, cancels it in the last piece, and prints by how many MB the memory has
grown at most, how many seconds the cancel took, and how many characters were sent and are stored.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path

from app.api.events import MessageDelta, TextPartDelta
from app.api.requests import CreateMessage, CreateThread, Page
from app.engine import open_engine
from app.models.model import ModelRequest, Piece, TextPiece
from app.models.script import Gate, Script
from app.settings import Settings
from tests.behaviour.run_requests import run_request
from tests.engine.old_folder import peak_mb

PIECE = "A line of the flood.\n" * 200


async def main(folder: Path, megabytes: int) -> None:
    """Run the flood."""
    count, gate = megabytes * 10**6 // len(PIECE), Gate()

    async def flood(_request: ModelRequest) -> AsyncGenerator[Piece]:
        for _ in range(count):
            yield TextPiece(PIECE)
            await asyncio.sleep(0)
        await gate.wait_until_open()

    async with open_engine(Settings(data_dir=folder, config_dir=folder), Script(play=flood), reclaims=True) as engine:
        thread = await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hi")]))
        before = peak_mb()
        run = await engine.create_run(thread.id, run_request())
        sent, begun = 0, 0.0
        async for event in engine.follow(thread.id, run.id):
            if isinstance(event.data, MessageDelta):
                parts = [part for part in event.data.delta.content if isinstance(part, TextPartDelta)]
                sent += sum(len(part.text.value) for part in parts)
                if sent == count * len(PIECE):
                    begun = time.monotonic()
                    await engine.cancel_run(thread.id, run.id)
            del event
        seconds = time.monotonic() - begun
        grown = peak_mb() - before
        stored = (await engine.list_messages(thread.id, Page(order="asc"))).data[1].text
        assert stored.count(PIECE) * len(PIECE) == len(stored)
        print(grown, round(seconds, 2), sent, len(stored), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
