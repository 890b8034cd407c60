"""The keys, read from the bindings: the help screen, the palette and README's table show the same list.

A binding is written once, beside its action; its id is the name that the user's configuration changes it by.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.binding import Binding

NAMES = {
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "slash": "/",
    "question_mark": "?",
}
"""How keys are called by people where Textual's name is another."""


class Command(NamedTuple):
    """One binding: where it counts, its keys for people, what it does, and what runs it."""

    where: str
    keys: str
    words: str
    id: str
    action: str


Group = tuple[str, Sequence[type[object]]]


def commands(groups: Iterable[Group], keymap: dict[str, str]) -> list[Command]:
    """The bindings with an id of these classes, with the user's keys where there are some."""
    return [
        Command(where, readable(keymap.get(binding.id, binding.key)), binding.description, binding.id, binding.action)
        for where, owners in groups
        for owner in owners
        for binding in bindings(owner)
        if binding.id and binding.description
    ]


def bindings(owner: type[object]) -> list[Binding]:
    """What a widget of ours binds, and the classes of ours that it is made of; not what Textual binds."""
    return [
        binding
        for one in owner.__mro__
        if one.__module__.startswith("app.")
        for binding in vars(one).get("BINDINGS", ())
        if isinstance(binding, Binding)
    ]


def readable(keys: str) -> str:
    """`ctrl+n,f3` as `Ctrl+N, F3`; a single letter stays as it is typed."""
    return ", ".join(_key(key.strip()) for key in keys.split(","))


def markdown(table: Iterable[Command]) -> str:
    """The table for README."""
    rows = [f"| {one.keys} | {one.words} | `{one.id}` |" for one in table]
    return "\n".join(["| keys | what they do | id |", "|---|---|---|", *rows])


def _key(key: str) -> str:
    *modifiers, last = key.split("+")
    if not modifiers and len(last) == 1:
        return last
    return "+".join(NAMES.get(part, part.title()) for part in (*modifiers, last))
