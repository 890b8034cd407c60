"""What was typed and not sent, and what was sent lately: the terminal's own, in one small file of the data folder.

`ChatScreen` reads it after the first paint and writes it a moment after each change, so that a draft survives a
switch, a quit and a kill. It never goes into metadata, which any client could write.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path

import msgspec

from app.settings.private_file import write_private
from app.tui.text.draft import Draft

NEW = ""
"""The key of the draft that belongs to no thread yet."""
KEPT = 200
"""Prompts kept for ↑."""
LONGEST = 65_536
"""A longer prompt is not kept for ↑: the file must stay quick to write."""


class Saved(msgspec.Struct, kw_only=True):
    """The file."""

    drafts: dict[str, Draft] = {}
    prompts: list[str] = []


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written: drafts by key, an empty one to be forgotten, and prompts sent."""

    drafts: dict[str, Draft]
    sent: tuple[str, ...]


class Drafts:
    """Drafts by thread id, and the prompts sent lately, oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved = Saved()
        self._changed: set[str] = set()
        self._sent: list[str] = []
        self._writing = threading.Lock()

    @property
    def prompts(self) -> list[str]:
        """Oldest first."""
        return self._saved.prompts

    @property
    def unsaved(self) -> bool:
        """Something changed since the last `save`."""
        return bool(self._changed or self._sent)

    def load(self) -> None:
        """Read the file. A broken one is set aside under another name and counts as empty."""
        with suppress(OSError):
            self._saved = self._read()

    def get(self, thread_id: str | None) -> Draft:
        """The draft of a thread, or of the new one."""
        return self._saved.drafts.get(thread_id or NEW, Draft())

    def put(self, thread_id: str | None, draft: Draft) -> None:
        """Keep a draft; an empty one is forgotten."""
        key = thread_id or NEW
        if draft == self.get(thread_id):
            return
        if draft:
            self._saved.drafts[key] = draft
        else:
            self._saved.drafts.pop(key, None)
        self._changed.add(key)

    def remember(self, prompt: str) -> bool:
        """Keep what was sent, once; false where there is nothing to keep, or too much."""
        if not prompt or len(prompt) > LONGEST:
            return False
        self._saved.prompts = [*(old for old in self.prompts if old != prompt), prompt][-KEPT:]
        self._sent.append(prompt)
        return True

    def save(self) -> None:
        """Write what changed."""
        self.write(self.take())

    def take(self) -> Changes:
        """What changed since the last time, for `write`."""
        changes = Changes(
            drafts={key: self._saved.drafts.get(key, Draft()) for key in self._changed}, sent=tuple(self._sent)
        )
        self._changed.clear()
        self._sent.clear()
        return changes

    def write(self, changes: Changes) -> None:
        """Write changes into the file as it is now, so that two terminals do not undo each other. For any thread.

        Does nothing where the folder cannot be written: a draft is not worth an error.
        """
        if not (changes.drafts or changes.sent):
            return
        with self._writing, suppress(OSError):
            file = self._read()
            file.drafts = {key: draft for key, draft in {**file.drafts, **changes.drafts}.items() if draft}
            file.prompts = [*(old for old in file.prompts if old not in changes.sent), *changes.sent][-KEPT:]
            write_private(self._path, msgspec.json.encode(file))

    def _read(self) -> Saved:
        """The file. Raises `OSError` where it is there and cannot be read now: then it must not be replaced either."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Saved)
        except FileNotFoundError:
            return Saved()
        except (msgspec.MsgspecError, UnicodeDecodeError):
            os.replace(self._path, self._path.with_name(f"{self._path.name}.broken"))
            return Saved()
