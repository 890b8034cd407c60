"""What the child sends: one JSON object a line, of a known shape, about the call that is running.

The guest cannot write to this channel. A line that does not fit means that the wall between them has failed: the
process is killed.
"""

from typing import Literal

import msgspec
from msgspec import Struct

LINE_BYTES = 4 << 20
"""The longest line that is read; the child sends far shorter ones."""


class Frame(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A piece of output if it names a stream, else the end of a call or a state of the process."""

    id: int | None = None
    stream: Literal["stdout", "stderr"] | None = None
    text: str = ""
    cut: bool = False
    value: str | None = None
    error: str | None = None
    ready: bool = False
    progress: float | None = None
    failed: str | None = None


class Mismatch(Exception):
    """The child sent what it must not send."""


def read_frame(line: bytes) -> Frame:
    """Decode a line. Raises `Mismatch`."""
    try:
        return msgspec.json.decode(line, type=Frame)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Mismatch from error


def call_line(call_id: int, code: str) -> bytes:
    """Encode a call; half characters, which are no text, become question marks."""
    return msgspec.json.encode({"id": call_id, "code": code.encode("utf-8", "replace").decode()}) + b"\n"
