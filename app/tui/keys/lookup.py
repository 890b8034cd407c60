"""Which command a key runs where, with the user's keymap; and all keys as a list for programs."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from app.tui.keys.command import HEADINGS, OTHER_NAMES, Command
from app.tui.keys.keymap import find_users_keys, keep_usable, split_keys, types_text
from app.tui.keys.table import listed_commands


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


def describe_read(
    data: bytes, keys: Sequence[str], pasted: int, keymap: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return rows of what was sent, the name of the key and what it does. What the row above says is left out.

    `data`: what the terminal sent, empty where that is not known. `pasted`: the characters of a paste.
    """
    found = [(describe_name(key), line) for key in keys for line in describe_key(key, keymap)]
    if pasted:
        found.append(("paste", f"In the message box: a text of {pasted:,} characters"))
    rows: list[tuple[str, str, str]] = []
    sent, before = describe_bytes(data), ""
    for name, text in found or [("", "no key")]:
        rows.append((sent, name * (name != before), text))
        sent, before = "", name
    return rows


def describe_key(key: str, keymap: Mapping[str, str]) -> list[str]:
    """Return a line for each place where this key runs a command, and one if it types text."""
    usable = keep_usable(keymap)
    name = key if key in find_users_keys(keymap) else OTHER_NAMES.get(key, key)
    found = [(heading, one) for heading, one in listed_commands(usable) if name in split_keys(one.keys)]
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


def describe_name(key: str) -> str:
    """Return the name of a key as it can be printed: that of Shift+Enter may have a control character in it."""
    return key.encode("unicode_escape").decode() if not key.isprintable() else key


def describe_bytes(data: bytes, limit: int = 64) -> str:
    r"""Return bytes as they are written in a program: `\x1b[1;5A`. Of a long paste, the beginning and the end."""
    shown = data
    if len(data) > limit:
        shown = data[: limit // 2] + b" ... " + data[-limit // 2 :]
    return "".join(chr(one) if 0x20 <= one < 0x7F else f"\\x{one:02x}" for one in shown)
