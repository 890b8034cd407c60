"""Which three keys the footer shows: a table from where the user is to commands, with the keys of the user's keymap."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from app.tui.keys.command import format_keys
from app.tui.keys.table import find_key


class Place(Enum):
    """Where the user is, and what happens there."""

    BOX = auto()
    BOX_WHILE_REPLYING = auto()
    PROMPTS = auto()
    HISTORY = auto()
    LIST = auto()
    SEARCH = auto()
    HITS = auto()
    FIND = auto()


KEYS: dict[Place, tuple[tuple[str, str], ...]] = {
    Place.BOX: (("input.send", "Send"), ("input.newline", "New line"), ("app.palette", "Commands")),
    Place.BOX_WHILE_REPLYING: (
        ("input.newline", "New line"),
        ("app.palette", "Commands"),
        ("threads.new", "New conversation"),
    ),
    Place.PROMPTS: (("enter", "Use"), ("input.search", "Older"), ("escape", "Back")),
    Place.HISTORY: (
        ("history.previous", "Choose a message"),
        ("history.copy-message", "Copy"),
        ("run.cancel", "Message box"),
    ),
    Place.LIST: (("threads.open", "Open"), ("threads.rename", "Rename"), ("threads.delete", "Delete")),
    Place.SEARCH: (("line.accept", "Open"), ("app.next-pane", "Choose a hit"), ("line.leave", "Cancel")),
    Place.FIND: (("line.accept", "Next hit"), ("find-line.previous", "Previous"), ("line.leave", "Close")),
    Place.HITS: (("threads.open", "Open"), ("threads.filter", "Search"), ("run.cancel", "Cancel")),
}
"""Ids of commands, each with the words that say what it does there. The line of a run says how to cancel it.

A name without a dot is a key that no keymap changes.
"""


def list_keys(place: Place, keymap: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Return the keys for a place as people read them, each with what it does."""
    return [(find_name(one, keymap), words) for one, words in KEYS[place]]


def find_name(command_or_key: str, keymap: Mapping[str, str]) -> str:
    """Return the key of a command, or a key, as people read it."""
    if "." in command_or_key:
        return find_key(command_or_key, keymap)
    return format_keys(command_or_key)
