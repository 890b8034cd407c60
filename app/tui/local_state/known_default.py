"""What the default assistant was when the terminal last saw it.

Every caller of the server, and every program on the same database, may change it, and it answers in each conversation
that has no other: a change that the user did not make here is told once.
"""

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol

import msgspec

from app.api.objects import Assistant
from app.settings.private_file import write_private


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An assistant as it was. `instructions`: their SHA-256, since they may be long."""

    name: str
    model: str
    instructions: str


class Hash(Protocol):
    """What hashing returns."""

    def hexdigest(self) -> str:
        """Return the hash as text."""
        ...


def sha256(content: bytes) -> Hash:
    """Hash bytes without hashlib, if the interpreter allows: it loads OpenSSL's hashes, 0.6 MB at every start.

    The standard library does the same in `random`. The module was renamed in Python 3.12.
    """
    for module in ("_sha2", "_sha256"):
        with suppress(ImportError):
            return import_module(module).sha256(content)
    return import_module("hashlib").sha256(content)


def note_default(path: Path, server: str, assistant: Assistant) -> Sequence[str]:
    """Remember the assistant; return which of its parts are others than the last time, none at the first time.

    `server`: whose default it is; empty: that of this machine. The file is read each time: other windows write it too.
    """
    known: dict[str, Known] = {}
    with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        known = msgspec.json.decode(path.read_bytes(), type=dict[str, Known])
    now = Known(
        name=assistant.name or "",
        model=assistant.model,
        instructions=sha256((assistant.instructions or "").encode()).hexdigest(),
    )
    before = known.get(server)
    if before == now:
        return ()
    known[server] = now
    with suppress(OSError):  # told again at the next start then
        write_private(path, msgspec.json.encode(known))
    if before is None:
        return ()
    return [part for part in Known.__struct_fields__ if getattr(before, part) != getattr(now, part)]
