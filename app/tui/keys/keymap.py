"""What is wrong with the `[keymap]` of config.toml, in words: `ChatApp` shows them at the start.

A key that no terminal sends, or one that two bindings share, would change nothing and say nothing.
"""

import string
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}


class Bound(NamedTuple):
    """A binding as it is without the keymap: where it counts (empty: everywhere), its id and its keys.

    `alone`: in a box above the others, whose keys do not count there.
    """

    where: str
    id: str
    keys: str
    alone: bool = False


def complaints(keymap: Mapping[str, str], bound: Iterable[Bound]) -> list[str]:
    """A sentence for each entry that cannot work."""
    bindings = list(bound)
    known = {one.id for one in bindings}
    words: list[str] = []
    if unknown := [name for name in keymap if name not in known]:
        words.append(f"there is no {', '.join(unknown)}. README lists the ids")
    for name, keys in keymap.items():
        if wrong := [key for key in split(keys) if not is_key(key)] or ([] if split(keys) else ["nothing"]):
            words.append(f"{name} is set to {', '.join(wrong)}, which is no key")
    words += (f"{key} is both {one} and {other}" for key, one, other in shared(keymap, bindings))
    return [f"[keymap] of config.toml: {one}." for one in words]


def shared(keymap: Mapping[str, str], bindings: list[Bound]) -> Iterable[tuple[str, str, str]]:
    """Keys of the keymap that another binding of the same place, or of everywhere, has too."""
    for place, one in enumerate(bindings):
        for other in bindings[place + 1 :]:
            if one.id == other.id or not (one.id in keymap or other.id in keymap):
                continue
            everywhere = not ((one.where and other.where) or one.alone or other.alone)
            if one.where == other.where or everywhere:
                keys = {*split(keymap.get(one.id, one.keys))} & {*split(keymap.get(other.id, other.keys))}
                yield from ((key, one.id, other.id) for key in sorted(keys))


def split(keys: str) -> list[str]:
    """The keys of `ctrl+n,f3`."""
    return [key.strip() for key in keys.split(",") if key.strip()]


def is_key(name: str) -> bool:
    """Whether Textual has a key of this name."""
    *modifiers, last = name.split("+")
    return {*modifiers} <= MODIFIERS and (len(last) == 1 or last in NAMES)


def _name(character: str) -> str:
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


NAMES = {key.value.rpartition("+")[2] for key in Keys} | {_name(one) for one in string.punctuation}
