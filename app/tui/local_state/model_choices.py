"""The models that the user chose: for single conversations, lately, and as favourites.

They are in a small file in the data folder that only the terminal uses. A model is named as runs name it, with its
profile: `groq::llama-3.3-70b`.
"""

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from app.settings.private_file import write_private

MAX_CONVERSATIONS = 1000
"""Conversations whose model is kept: those where one was chosen last."""
MAX_RECENT = 8


class Saved(msgspec.Struct, kw_only=True):
    """The content of the file, the oldest first."""

    conversations: dict[str, str] = {}
    recent: list[str] = []
    favourites: list[str] = []


class ModelChoices:
    """The choices, read from the file at each call: other windows write it too, and a person is in no hurry."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._of_conversations: dict[str, str] = {}

    def load(self) -> None:
        """Read which models the conversations have. The file is read no more than is needed while a message is sent."""
        self._of_conversations = self._read().conversations

    def get(self, key: str) -> str:
        """Return the model chosen for a conversation, by the key of its draft; empty if none was."""
        return self._of_conversations.get(key, "")

    def choose(self, key: str, model: str) -> None:
        """Use a model for a conversation from now on."""
        saved = self._read()
        set_newest(saved.conversations, key, model)
        saved.recent = [*(one for one in saved.recent if one != model), model][-MAX_RECENT:]
        self._write(saved)
        set_newest(self._of_conversations, key, model)

    def forget(self, key: str) -> None:
        """Let a conversation have the model that answers without a choice."""
        if self._of_conversations.pop(key, ""):
            saved = self._read()
            saved.conversations.pop(key, None)
            self._write(saved)

    def move(self, key: str, to: str) -> None:
        """Give the choice made in a new conversation to its thread, now that its first message is stored."""
        if model := self._of_conversations.pop(key, ""):
            self._of_conversations[to] = model
            saved = self._read()
            saved.conversations.pop(key, None)
            set_newest(saved.conversations, to, model)
            self._write(saved)

    def list_recent(self) -> list[str]:
        """Return the models chosen lately, the newest first."""
        return self._read().recent[::-1]

    def list_favourites(self) -> list[str]:
        """Return the favourites, the oldest first."""
        return self._read().favourites

    def toggle_favourite(self, model: str) -> None:
        """Make a model a favourite, or make it none."""
        saved = self._read()
        if model in saved.favourites:
            saved.favourites.remove(model)
        else:
            saved.favourites.append(model)
        self._write(saved)

    def _read(self) -> Saved:
        """Read the file. A broken one is renamed to `*.broken` and counts as empty."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Saved)
        except OSError:
            return Saved()
        except (msgspec.MsgspecError, UnicodeDecodeError):
            with suppress(OSError):
                os.replace(self._path, self._path.with_name(f"{self._path.name}.broken"))
            return Saved()

    def _write(self, saved: Saved) -> None:
        """Write the file. Does nothing if the folder cannot be written: the choice is good until the end then."""
        with suppress(OSError):
            write_private(self._path, msgspec.json.encode(saved))


def set_newest(choices: dict[str, str], key: str, model: str) -> None:
    """Set a conversation's model as the newest choice; the oldest ones are dropped."""
    choices.pop(key, None)
    choices[key] = model
    for old in list(choices)[:-MAX_CONVERSATIONS]:
        del choices[old]
