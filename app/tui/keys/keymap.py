"""What is wrong with the `[keymap]` of config.toml, in words for the notification at the start.

A key that no terminal sends, or one that two commands share, would otherwise have no effect and give no message.
"""

import string
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from app.tui.keys.command import HEADINGS, Command
from app.tui.keys.table import COMMANDS

MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}


def find_mistakes(keymap: Mapping[str, str]) -> list[str]:
    """Return a sentence for each entry that cannot work."""
    known = {one.id for one in COMMANDS}
    mistakes: list[str] = []
    if unknown := [name for name in keymap if name not in known]:
        mistakes.append(f"there is no {', '.join(unknown)}. README lists the ids")
    for name, text in keymap.items():
        keys = split_keys(text)
        wrong = [key for key in keys if not is_key(key)]
        if not keys:
            wrong = ["nothing"]
        if wrong:
            mistakes.append(f"{name} is set to {', '.join(wrong)}, which is no key")
    mistakes += (f"{key} is both {one} and {other}" for key, one, other in find_shared_keys(keymap))
    return [f"[keymap] of config.toml: {one}." for one in mistakes]


def find_shared_keys(keymap: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Yield each key that two commands of one place share because of the keymap, with the ids of both."""
    for one, other in combinations(COMMANDS, 2):
        if (one.id in keymap or other.id in keymap) and meet(one, other):
            keys = {*split_keys(keymap.get(one.id, one.keys))} & {*split_keys(keymap.get(other.id, other.keys))}
            yield from ((key, one.id, other.id) for key in sorted(keys))


def meet(one: Command, other: Command) -> bool:
    """Whether a key can reach both commands: they have one place, or one of them works everywhere outside a box."""
    if one.place == other.place:
        return True
    headings = {HEADINGS.get(one.place), HEADINGS.get(other.place)}
    return None not in headings and (HEADINGS["app"] in headings)


def split_keys(keys: str) -> list[str]:
    """Split `ctrl+n,f3` into its keys."""
    return [key.strip() for key in keys.split(",") if key.strip()]


def is_key(name: str) -> bool:
    """Whether Textual has a key of this name."""
    *modifiers, last = name.split("+")
    return {*modifiers} <= MODIFIERS and (len(last) == 1 or last in KEY_NAMES)


def _textual_name(character: str) -> str:
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


KEY_NAMES = {key.value.rpartition("+")[2] for key in Keys} | {_textual_name(one) for one in string.punctuation}
