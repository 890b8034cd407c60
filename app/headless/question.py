"""What is asked: the argument and what comes through stdin, as the content of one message. `ask` uses it."""

import os
import stat
from typing import TextIO

from app.api.errors import Error

MAX_BYTES = 32 * 1024 * 1024
"""The body that the API's server takes; more is no message."""

NOTHING = "Nothing to ask. Give the text as an argument or through stdin: assistant-chat ask 'Hello'."


def read_question(argument: str | None, stdin: TextIO | None) -> str:
    """The argument, and under it what stdin carries unless that is a terminal. Raises `Error` when both are blank."""
    parts = [argument or "", piped(stdin)]
    text = "\n\n".join(part for part in parts if part.strip())
    if not text:
        raise Error(NOTHING)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        # What the shell passed as bytes that are no UTF-8 arrives as lone surrogates (PEP 383).
        raise Error("The text is not valid UTF-8.") from error
    return text


def piped(stdin: TextIO | None) -> str:
    """What a pipe or a file on stdin holds, without the line end at its end. Raises `Error`."""
    if stdin is None or stdin.closed or stdin.isatty() or not carries_text(stdin):
        return ""
    raw = stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise Error(f"The text on stdin is longer than {MAX_BYTES // 1024**2} MB.")
    try:
        return raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Error(f"The text on stdin is not UTF-8: byte {error.start} does not fit.") from error


def carries_text(stdin: TextIO) -> bool:
    """Whether it is a pipe, a socket or a file; a device such as the null device has nothing to say."""
    try:
        mode = os.fstat(stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)
