"""Which command a key runs where, with the user's keymap; and all keys as a list for programs."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from app.tui.keys.command import HEADINGS, Command
from app.tui.keys.keymap import keep_usable, split_keys, types_text
from app.tui.keys.table import listed_commands

OTHER_NAMES = {"shift+\r": "shift+enter", "shift+backspace": "backspace", "shift+space": "space"}
"""Keys that xterm's modifyOtherKeys reports under another name; the message box takes them for these."""


class ListedBinding(Struct, frozen=True, kw_only=True):
    """A command as `assistant-chat keys --json` prints it."""

    id: str
    where: str
    keys: list[str]
    typed: str
    description: str


def list_bindings(keymap: Mapping[str, str]) -> Sequence[ListedBinding]:
    """Return all commands that F1 lists, with their keys."""
    return [
        ListedBinding(
            id=one.id,
            where=heading,
            keys=split_keys(one.keys),
            typed=one.slash and f"/{one.slash}",
            description=one.description,
        )
        for heading, one in listed_commands(keep_usable(keymap))
    ]


def describe_key(key: str, keymap: Mapping[str, str]) -> list[str]:
    """Return a line for each place where this key runs a command, and one if it types text."""
    name = OTHER_NAMES.get(key, key)
    found = [(heading, one) for heading, one in listed_commands(keep_usable(keymap)) if name in split_keys(one.keys)]
    lines: list[str] = []
    if types_text(name):
        lines.append(f"{HEADINGS['box']}: text")
        found = [(heading, one) for heading, one in found if one.place != "box"]
    lines += [_describe(heading, one, is_text=types_text(name)) for heading, one in found]
    return lines or ["no command"]


def _describe(heading: str, command: Command, *, is_text: bool) -> str:
    where = heading
    if is_text and heading == HEADINGS["app"]:
        where = "Outside the message box"
    return f"{where}: {command.description} ({command.id})"
