"""The text of a question: the command's argument and the text on stdin, joined to one message, and its files."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from app.api.conversation.uploading import purpose_of, read_as_text
from app.api.errors import Error
from app.api.message_text import as_file_part
from app.headless.clean_text import clean
from app.settings.os_errors import describe_os_error

MAX_STDIN_BYTES = 32 * 1024 * 1024
"""The largest request body that the API's server accepts; a message cannot be larger."""

NO_TEXT = "Nothing to send. Pass the message as an argument or on stdin: assistant-chat ask 'Hello'."


class SentFiles(NamedTuple):
    """What goes along with a message: texts, and the paths of files that are uploaded."""

    texts: tuple[str, ...]
    uploads: tuple[str, ...]


def read_question(argument: str | None, stdin: TextIO | None, *, has_files: bool = False) -> str:
    """Join the argument and the text on stdin, unless stdin is a terminal.

    Raises `Error` when both are blank; where the message has files, they are the whole message.
    """
    parts = [argument or "", read_stdin(stdin)]
    text = "\n\n".join(part for part in parts if part.strip())
    if not text and not has_files:
        raise Error(NO_TEXT)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        # Bytes of an argument that are not UTF-8 arrive as lone surrogates (PEP 383).
        raise Error("The text is not valid UTF-8.") from error
    return text


def read_stdin(stdin: TextIO | None) -> str:
    """Return the text of a pipe or a file on stdin, without its last line end. Raises `Error`."""
    if stdin is None or stdin.closed or stdin.isatty() or not is_pipe_or_file(stdin):
        return ""
    raw = stdin.buffer.read(MAX_STDIN_BYTES + 1)
    if len(raw) > MAX_STDIN_BYTES:
        raise Error(f"The text on stdin is longer than {MAX_STDIN_BYTES // 1024**2} MB.")
    try:
        return raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Error(f"The text on stdin is not UTF-8: invalid byte at position {error.start}.") from error


def is_pipe_or_file(stdin: TextIO) -> bool:
    """Whether the stream is a pipe, a socket or a file; a device such as the null device carries no message."""
    try:
        mode = os.fstat(stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def read_files(paths: Sequence[str]) -> SentFiles:
    """Read the files that go along: short texts are parts of the message, each with its name. Raises `Error`."""
    texts, uploads = list[str](), list[str]()
    for path in paths:
        text = read_file(path)
        if text is None:
            uploads.append(str(Path(path).expanduser().absolute()))
        else:
            texts.append(as_file_part(clean(path), text))
    return SentFiles(tuple(texts), tuple(uploads))


def read_file(path: str) -> str | None:
    """Return the text of a file; `None` for one that is uploaded when the message is sent. Raises `Error`."""
    try:
        place = Path(path).expanduser()
        if not stat.S_ISREG(place.stat().st_mode):
            raise Error(f"--file {path} is not a file.")
        if purpose_of(path) == "vision":
            place.open("rb").close()
            return None
        return read_as_text(place)
    except (OSError, RuntimeError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
        raise Error(f"--file {path} cannot be read: {reason}.") from error
