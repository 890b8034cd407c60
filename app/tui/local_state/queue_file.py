"""The queued messages of all conversations, in a small file in the data folder that only the terminal uses.

A message is in it until it is stored in its thread, so that a kill loses none. Several windows change the file; a
message is sent only by a window that finds it there.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from app.settings.private_file import one_at_a_time, write_private
from app.tui.text.draft import QueuedDraft


class Saved(msgspec.Struct, kw_only=True):
    """The content of the file: by the key of the draft, in the order in which they are sent."""

    queued: dict[str, list[QueuedDraft]] = {}


class QueueFile:
    """Reads and changes the file; safe to call in any Python thread. Where it cannot be written, nothing is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> dict[str, list[QueuedDraft]]:
        """Return all queues. A broken file is renamed to `*.broken` and counts as empty."""
        try:
            return self._read().queued
        except OSError:
            return {}

    def has(self, key: str, queued: QueuedDraft) -> bool:
        """Whether no other window has sent or taken this message. True where the file cannot be read."""
        try:
            return not self._path.exists() or queued in self._read().queued.get(key, [])
        except OSError:
            return True

    def add(self, key: str, queued: QueuedDraft) -> None:
        """Put a message at the end of a queue."""
        with self._change() as saved:
            saved.queued.setdefault(key, []).append(queued)

    def remove(self, *removed: QueuedDraft) -> None:
        """Take messages out of their queues."""
        ids = {one.id for one in removed}
        with self._change() as saved:
            saved.queued = {key: [one for one in queued if one.id not in ids] for key, queued in saved.queued.items()}

    def move(self, key: str, to: str) -> None:
        """Put the messages of one queue at the end of another."""
        with self._change() as saved:
            saved.queued.setdefault(to, []).extend(saved.queued.pop(key, []))

    @contextmanager
    def _change(self) -> Generator[Saved]:
        with suppress(OSError), one_at_a_time(self._path):
            saved = self._read()
            yield saved
            saved.queued = {key: queued for key, queued in saved.queued.items() if queued}
            write_private(self._path, msgspec.json.encode(saved))

    def _read(self) -> Saved:
        """Read the file. Raises `OSError` if it exists but cannot be read: then it must not be replaced."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Saved)
        except FileNotFoundError:
            return Saved()
        except (msgspec.MsgspecError, UnicodeDecodeError):
            os.replace(self._path, self._path.with_name(f"{self._path.name}.broken"))
            return Saved()
