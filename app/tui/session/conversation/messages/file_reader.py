"""Reads the names of the files on the screen: of the stored ones by id, of those on their way by path."""

import asyncio
import os
from collections.abc import Sequence

from msgspec import structs

from app.api.conversation.uploading import purpose_of, read_file_words
from app.api.message_text import describe_file
from app.api.objects import Message
from app.api.services import Assistants
from app.api.tools import Attachment, ImageFile, ImageFilePart
from app.tui.history import History

READ_AT_ONCE = 8
LOCAL = "local "
"""Before the path of a file, in place of the id that it gets when it is stored."""


class FileReader:
    """Reads what is said of each file once for each thread that is opened: it may have been deleted since."""

    def __init__(self, assistants: Assistants, history: History) -> None:
        self._assistants = assistants
        self._document, self._transcript = history.document, history.transcript

    def forget(self) -> None:
        """Read all again when they are next needed; those that are known stay on the screen."""
        self._document.captions.files.forget()

    async def read(self, file_ids: Sequence[str]) -> None:
        """Show the names of these files."""
        for start in range(0, len(file_ids), READ_AT_ONCE):
            some = file_ids[start : start + READ_AT_ONCE]
            words = await asyncio.gather(*(self._read(one) for one in some))
            if self._document.captions.files.put(dict(zip(some, words, strict=True))):
                with self._transcript.keeping_place():
                    self._document.recaption()

    async def _read(self, file_id: str) -> str:
        if file_id.startswith(LOCAL):
            return await asyncio.to_thread(_describe_local, file_id.removeprefix(LOCAL))
        return await read_file_words(self._assistants, file_id)


def with_uploads(message: Message, paths: Sequence[str]) -> Message:
    """Add the files that are to be uploaded with a message, as they will be in the stored one."""
    pictures = [path for path in paths if purpose_of(path) == "vision"]
    others = [path for path in paths if path not in pictures]
    parts = [ImageFilePart(image_file=ImageFile(file_id=f"{LOCAL}{path}")) for path in pictures]
    attachments = [Attachment(file_id=f"{LOCAL}{path}") for path in others]
    return structs.replace(message, content=[*message.content, *parts], attachments=attachments)


def _describe_local(path: str) -> str:
    try:
        return describe_file(os.path.basename(path), os.stat(path).st_size)
    except OSError:
        return os.path.basename(path)
