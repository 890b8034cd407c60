"""Unsent drafts, recently sent prompts and the settings of the new conversation, in a small file in the data folder.

It is written a moment after each change, so that a draft survives a change of thread, a quit and a kill.
"""

import asyncio
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.settings.private_file import write_private
from app.tui.local_state.model_choices import ModelChoices
from app.tui.local_state.queue_file import QueueFile
from app.tui.text.draft import Draft, full_text, replace_part

if TYPE_CHECKING:
    from app.api.objects import Assistant

MODEL_CHOICES_FILE, QUEUE_FILE, KNOWN_DEFAULT_FILE = "model_choices.json", "queue.json", "known_default.json"
"""Beside the file with the drafts."""
NEW_THREAD_KEY = ""
"""The key of the draft that belongs to no thread yet."""
MAX_PROMPTS = 200
"""Prompts kept for ↑."""
MAX_PROMPT_CHARS = 65_536
"""A longer prompt is not kept for ↑: the file must stay quick to write."""


class Saved(msgspec.Struct, kw_only=True):
    """The content of the file."""

    drafts: dict[str, Draft] = {}
    prompts: list[str] = []
    new_metadata: dict[str, str] = {}


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Changes to write: drafts by key, where an empty one removes the stored one, and sent prompts.

    `new_metadata`: None where it did not change.
    """

    drafts: dict[str, Draft]
    sent: tuple[str, ...]
    new_metadata: dict[str, str] | None = None


class LocalState:
    """Drafts by thread id, and the prompts sent lately; `models`: the models that the user chose; `queue`: messages
    that wait for the end of a run.
    """

    def __init__(self, path: Path, server: str = "") -> None:
        """`server`: the one whose conversations are shown; empty: those of this machine."""
        self._path = path
        self._server = server
        self.models = ModelChoices(path.with_name(MODEL_CHOICES_FILE))
        self.queue = QueueFile(path.with_name(QUEUE_FILE))
        self._saved = Saved()
        self._changed: set[str] = set()
        self._sent: list[str] = []
        self._has_new_metadata = False
        self._own: dict[str, Draft] = {}
        """What this window has read from the file or written to it: its part of each draft there."""
        self._writing = threading.Lock()

    @property
    def prompts(self) -> list[str]:
        """The prompts sent lately, oldest first."""
        return self._saved.prompts

    @property
    def has_changes(self) -> bool:
        """Whether something changed since the last `save` or `take_changes`."""
        return bool(self._changed or self._sent or self._has_new_metadata)

    @property
    def new_metadata(self) -> dict[str, str]:
        """The metadata that the thread of the new conversation gets: its assistant, and its own instructions."""
        return self._saved.new_metadata

    def set_new_metadata(self, metadata: dict[str, str]) -> None:
        """Keep the metadata for the new conversation."""
        self._has_new_metadata |= metadata != self.new_metadata
        self._saved.new_metadata = metadata

    def load(self) -> None:
        """Read the files. A broken one is renamed to `*.broken` and counts as empty."""
        self.models.load()
        with suppress(OSError):
            self._saved = self._read()
            self._own = dict(self._saved.drafts)

    def note_default(self, assistant: "Assistant") -> Sequence[str]:
        """Remember the default assistant; return which parts of it were changed since the last time."""
        from app.tui.local_state.known_default import note_default  # late: the first paint does not need it

        return note_default(self._path.with_name(KNOWN_DEFAULT_FILE), self._server, assistant)

    def get_draft(self, key: str) -> Draft:
        """Return the draft of a thread, or of the new conversation (`NEW_THREAD_KEY`); empty if there is none."""
        return self._saved.drafts.get(key, Draft())

    def set_draft(self, key: str, draft: Draft) -> None:
        """Keep a draft; an empty one removes the stored one."""
        if draft == self.get_draft(key):
            return
        if draft:
            self._saved.drafts[key] = draft
        else:
            self._saved.drafts.pop(key, None)
        self._changed.add(key)

    def key_of(self, thread_key: str, subject: str) -> str:
        """Return the key of a draft that belongs to a thread besides the one of its message box."""
        return f"{thread_key}/{subject}"

    def drop_drafts(self, thread_id: str) -> None:
        """Remove all drafts of a thread."""
        for key in [thread_id, *(one for one in self._saved.drafts if one.startswith(self.key_of(thread_id, "")))]:
            self.set_draft(key, Draft())

    def add_prompt(self, prompt: str) -> bool:
        """Keep a sent prompt, once. False if it is empty or too long to keep."""
        if not prompt or len(prompt) > MAX_PROMPT_CHARS:
            return False
        self._saved.prompts = [*(old for old in self.prompts if old != prompt), prompt][-MAX_PROMPTS:]
        self._sent.append(prompt)
        return True

    def stash(self, draft: Draft) -> Draft | None:
        """Keep a draft as a prompt. Return what of it is too long for that; None if all of it is."""
        if self.add_prompt(full_text(draft)):
            return Draft()
        if self.add_prompt(draft.text):
            return Draft(pasted=draft.pasted)
        return None

    def save(self) -> None:
        """Write what changed."""
        self.write(self.take_changes())

    def take_changes(self) -> Changes:
        """Return the changes since the last call, for `write`."""
        changes = Changes(
            drafts={key: self.get_draft(key) for key in self._changed},
            sent=tuple(self._sent),
            new_metadata=self.new_metadata if self._has_new_metadata else None,
        )
        self._changed.clear()
        self._sent.clear()
        self._has_new_metadata = False
        return changes

    def write(self, changes: Changes) -> None:
        """Merge changes into the file as it is now, so that two terminals do not undo each other.

        A draft that another window has changed meanwhile is kept: only the part that is this window's is replaced.
        Safe to call in any Python thread. Does nothing if the folder cannot be written: a draft is not worth an error.
        """
        if not (changes.drafts or changes.sent or changes.new_metadata is not None):
            return
        with self._writing, suppress(OSError):
            file = self._read()
            for key, draft in changes.drafts.items():
                own = self._own.get(key, Draft())
                file.drafts[key] = replace_part(file.drafts.get(key, Draft()), own, draft)
            file.drafts = {key: draft for key, draft in file.drafts.items() if draft}
            file.prompts = [*(old for old in file.prompts if old not in changes.sent), *changes.sent][-MAX_PROMPTS:]
            if changes.new_metadata is not None:
                file.new_metadata = changes.new_metadata
            write_private(self._path, msgspec.json.encode(file))
            self._own.update(changes.drafts)

    def _read(self) -> Saved:
        """Read the file. Raises `OSError` if it exists but cannot be read: then it must not be replaced."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Saved)
        except FileNotFoundError:
            return Saved()
        except (msgspec.MsgspecError, UnicodeDecodeError):
            os.replace(self._path, self._path.with_name(f"{self._path.name}.broken"))
            return Saved()


class UnsentText:
    """A text that is typed in a dialog: a draft of its own until it is sent or dropped, so that no kill loses it.

    `thread_key`: the key of the draft of its thread; `subject`: what it is about.
    """

    def __init__(self, local_state: LocalState, thread_key: str, subject: str) -> None:
        self._local_state = local_state
        self._key = local_state.key_of(thread_key, subject)

    @property
    def text(self) -> str:
        """What was typed and neither sent nor dropped; empty if nothing was."""
        return self._local_state.get_draft(self._key).text

    def keep(self, text: str) -> None:
        """Keep what was typed up to now, until the next `save`."""
        self._local_state.set_draft(self._key, Draft(text=text))

    def drop(self) -> None:
        """Forget it: it is somewhere else, or the user wants it no more."""
        self.keep("")

    async def save(self) -> None:
        """Write it to the file."""
        await asyncio.to_thread(self._local_state.write, self._local_state.take_changes())
