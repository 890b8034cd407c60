"""Reads the files that a draft names with an `@`.

Short texts go along as parts of the message, each with its name; everything else is uploaded when the message is sent.
"""

import stat
from pathlib import Path
from typing import NamedTuple

import msgspec.structs

from app.api.conversation.uploading import describe_too_large, purpose_of, read_as_text
from app.api.errors import Error
from app.api.message_text import as_file_part, describe_size
from app.api.operations.files import MAX_FILE_BYTES
from app.tui.text.draft import Draft
from app.tui.text.file_mentions import CLOSING, find_mentions
from app.tui.text.one_line import one_line

MAX_CHARS = 4_000_000
"""Of all texts that go along with a message."""
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
    """Return a draft with the text of the files that it names, or their paths. Raises `UnsendableFileError`."""
    files = find_files(draft.text)
    read = [(file, _read(file)) for file in files]
    texts = tuple(text for _, text in read if text is not None)
    if (total := sum(map(len, texts))) > MAX_CHARS:
        raise UnsendableFileError(f"The texts are too long together ({total:,} characters; at most {MAX_CHARS:,}).")
    uploads = tuple(str(file.path.absolute()) for file, text in read if text is None)
    return msgspec.structs.replace(draft, files=texts, uploads=uploads)


def is_picture(name: str) -> bool:
    """Whether a file is a picture that models read, by its name."""
    return purpose_of(name) == "vision"


def describe_file(file: MentionedFile) -> str:
    """Describe a file that goes along."""
    return f"[{file.name} {describe_size(file.size)}]"


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


def _read(file: MentionedFile) -> str | None:
    """Return the text of a file as a part of the message; `None` for one that is uploaded when the message is sent."""
    if file.size > MAX_FILE_BYTES:
        raise UnsendableFileError(f"{file.name} {describe_too_large(file.size)} {NAME_ALONE}")
    try:
        if is_picture(file.name):
            file.path.open("rb").close()
            return None
        text = read_as_text(file.path)
    except OSError as error:
        raise UnsendableFileError(f"{file.name} cannot be read: {error.strerror}. {NAME_ALONE}") from error
    return None if text is None else as_file_part(file.name, text)
