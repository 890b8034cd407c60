"""A process that kills itself while it stores or deletes a file.

    python -m tests.engine.killed_with_files FOLDER JOB N

JOB is `store` or `delete`; N: before which of its statements it is killed, of those that begin or end a transaction and
of the blocks that it writes.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

from app.api.conversation.uploading import BytesUpload
from app.api.requests import CreateFile, FilePage
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.engine.killing import count_statements, countdown

BLOCK, BLOCKS = b"0123456789abcdef" * 2**16, 3


class Upload(BytesUpload):
    """An upload whose blocks count."""

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the blocks."""
        for _ in range(BLOCKS):
            countdown.see("block")
            yield BLOCK


async def main(folder: Path, job: str, number: int) -> None:
    """Do the job, and exit unless killed."""
    count_statements()
    countdown.statements = ("begin immediate", "commit", "block")
    async with open_engine(Settings(data_dir=folder, config_dir=folder), Script(), reclaims=True) as engine:
        files = (await engine.list_files(FilePage())).data
        countdown.left = number
        if job == "store":
            await engine.create_file(Upload(b"", CreateFile(purpose="assistants")))
        else:
            await engine.delete_file(files[0].id)
        countdown.left = None


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
