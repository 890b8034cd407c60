"""The files of a message on their way: a notice says so, and until all of them are stored they can be taken back."""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from app.api.conversation.uploading import uploaded
from app.api.errors import Error
from app.api.objects import File
from app.api.services import Assistants
from app.tui.text.one_line import crop_text
from app.tui.widgets.edge_rows.status_line import StatusLine

MAX_NAME_COLS = 40


class TakenBackError(Error):
    """The user took a message back while its files were on their way."""


class DraftUploads:
    """Uploads the files of one message at a time."""

    def __init__(self, assistants: Assistants, status: StatusLine) -> None:
        self._assistants = assistants
        self._status = status
        self._task: asyncio.Task[list[File]] | None = None

    def stop(self) -> bool:
        """Take back the message whose files are on their way. False if there is none, or all of them are stored."""
        return self._task is not None and self._task.cancel()

    @asynccontextmanager
    async def stored(self, paths: Sequence[str]) -> AsyncGenerator[list[File]]:
        """Upload these files for a message that is sent in the block. Raises `TakenBackError` and other `Error`."""
        if not paths:
            yield []
            return
        upload = uploaded(self._assistants, paths)
        async with AsyncExitStack() as stack:
            files = await self._enter(upload, _describe(paths))
            stack.push_async_exit(upload)
            yield files

    async def _enter(self, upload: AbstractAsyncContextManager[list[File]], notice: str) -> list[File]:
        async def enter() -> list[File]:
            return await upload.__aenter__()

        self._task = asyncio.create_task(enter())
        self._status.show_notice(notice)
        try:
            return await self._task
        except asyncio.CancelledError:
            # Also where the app ends: the draft is kept then.
            raise TakenBackError("The message was not sent: it was taken back.") from None
        finally:
            self._task = None
            self._status.withdraw(notice)


def _describe(paths: Sequence[str]) -> str:
    name = crop_text(os.path.basename(paths[0]), MAX_NAME_COLS)
    others = {1: "", 2: " and another file"}.get(len(paths), f" and {len(paths) - 1} other files")
    return f"Uploading {name}{others} …"
