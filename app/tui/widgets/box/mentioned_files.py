"""Reads the files that a draft names with an `@`: their text goes along as parts of the message, each with its name."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

import msgspec.structs

from app.api.errors import Error
from app.api.message_text import as_file_part
from app.tui.text.draft import Draft
from app.tui.text.file_mentions import CLOSING, find_mentions
from app.tui.text.one_line import one_line

MAX_FILE_BYTES = 1_000_000
MAX_BYTES = 4_000_000
"""Of all files of a message."""
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".avif", ".ico"})
NAME_ALONE = "Without the @ its name is sent alone."


class UnsendableFileError(Error):
    """A file that a message names cannot go along; a sentence for the user."""


class MentionedFile(NamedTuple):
    """A regular file that a text names. `name`: as it is shown and sent."""

    name: str
    path: Path
    size: int


def find_files(text: str) -> list[MentionedFile]:
    """Return the files that a text names; what is no regular file is only text."""
    found = [_find_file(mention) for mention in find_mentions(text)]
    return [file for file in found if file]


def attach_files(draft: Draft) -> Draft:
    """Return a draft with the text of the files that it names. Raises `UnsendableFileError`."""
    files = find_files(draft.text)
    total = sum(file.size for file in files)
    if total > MAX_BYTES:
        raise UnsendableFileError(f"The files are too large together ({_megabytes(total)}; at most 4 MB).")
    return msgspec.structs.replace(draft, files=tuple(_read(file) for file in files))


def is_picture(name: str) -> bool:
    """Whether a file is a picture, by its name."""
    return os.path.splitext(name)[1].lower() in PICTURES


def describe_file(file: MentionedFile) -> str:
    """Describe a file that goes along."""
    return f"[{file.name} {describe_size(file.size)}]"


def describe_size(size: int) -> str:
    """Format a number of bytes."""
    if size < 1_000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1e3:.1f} KB"
    return _megabytes(size)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _find_file(mention: str) -> MentionedFile | None:
    for name in dict.fromkeys((mention, mention.rstrip(CLOSING))):
        try:
            path = Path(name).expanduser()
            status = path.stat()
        except (OSError, RuntimeError, ValueError):
            continue
        if stat.S_ISREG(status.st_mode):
            return MentionedFile(one_line(name), path, status.st_size)
    return None


def _read(file: MentionedFile) -> str:
    if is_picture(file.name):
        words = "is a picture. Pictures cannot be sent yet: they come with files."
        raise UnsendableFileError(f"{file.name} {words} {NAME_ALONE}")
    if file.size > MAX_FILE_BYTES:
        words = f"is too large to send ({_megabytes(file.size)}; at most 1 MB)."
        raise UnsendableFileError(f"{file.name} {words} {NAME_ALONE}")
    try:
        with file.path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnsendableFileError(f"{file.name} cannot be read: {error.strerror}. {NAME_ALONE}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or len(content) > MAX_FILE_BYTES:
        words = "is not UTF-8 text. Only that can be sent yet: other kinds come with files."
        raise UnsendableFileError(f"{file.name} {words} {NAME_ALONE}")
    return as_file_part(file.name, text)
