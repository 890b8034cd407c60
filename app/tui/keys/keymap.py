"""Checks the `[keymap]` of config.toml, for a notification at the start.

A key that does not exist, or that two commands share, would otherwise have no effect and give no message.
"""

import string
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from app.settings.toml_text import shown_name
from app.tui.keys.command import HEADINGS, Command
from app.tui.keys.table import COMMANDS

TEXT_PLACES = {
    *("box", "picker", "search line", "palette", "line", "assistants", "models", "templates", "dialog", "value"),
    *("find line", "runs", "run", "waiting", "answer", "text"),
}
"""Where a text has the focus."""
EVERYWHERE = ("app", "chat")
PANES = ("box", "list", "history")
MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}


def find_mistakes(keymap: Mapping[str, str]) -> list[str]:
    """Return a sentence for each entry that cannot work."""
    if not keymap:
        return []
    known = {one.id for one in COMMANDS}
    usable = keep_usable(keymap)
    mistakes: list[str] = []
    if unknown := [shown_name(name, in_table=True) for name in keymap if name not in known]:
        mistakes.append(f"unknown id {', '.join(unknown)}; README lists the ids")
    for name, text in keymap.items():
        keys = split_keys(text)
        wrong = [key for key in keys if not is_key(key)]
        if not keys:
            wrong = ["nothing"]
        if wrong:
            shown = shown_name(name, in_table=True)
            mistakes.append(f"{shown} is set to {', '.join(wrong)}, which is not a key")
        if one := find_text_key(name, text):
            mistakes.append(f"{name} cannot be set to {one}, which types text")
    mistakes += (f"{key} is set for both {one} and {other}" for key, one, other in find_shared_keys(keymap))
    mistakes += (
        f"{one.id} has no key: {one.keys.replace(',', ' and ')} is set for another command"
        for one in COMMANDS
        if not one.slash and one.keys and one.id not in keymap and usable.get(one.id) == ""
    )
    return [f"[keymap] of config.toml: {one}." for one in mistakes]


def keep_usable(keymap: Mapping[str, str]) -> dict[str, str]:
    """Return the keymap as it can work: without keys that do not exist, and without those that type text instead.

    An entry of which nothing is left counts as not set. A key that the user has set is no default of another command
    any more, wherever both could take it.
    """
    usable: dict[str, str] = {}
    for name, text in keymap.items():
        keys = [key for key in split_keys(text) if is_key(key) and not find_text_key(name, key)]
        if keys or not split_keys(text):
            usable[name] = ",".join(keys)
    return take_from_defaults(usable)


def find_users_ids(keymap: Mapping[str, str]) -> AbstractSet[str]:
    """Return the ids of the commands with a key that the user has set; none that has only lost a default key."""
    usable = keep_usable(keymap)
    return {name for name in keymap if usable.get(name)}


def find_users_keys(keymap: Mapping[str, str]) -> AbstractSet[str]:
    """Return the keys that the user has set."""
    usable = keep_usable(keymap)
    return {key for name in keymap for key in split_keys(usable.get(name, ""))}


def take_from_defaults(keymap: Mapping[str, str]) -> dict[str, str]:
    """Return the keymap with an entry for each command that loses a default key to one that the user has set."""
    taken = dict(keymap)
    set_here = [(one, {*split_keys(keymap[one.id])}) for one in COMMANDS if one.id in keymap]
    for other in COMMANDS:
        if set_here and other.id not in keymap:
            own = split_keys(other.keys)
            left = [key for key in own if not any(key in keys and has_to_win(one, other) for one, keys in set_here)]
            if left != own:
                taken[other.id] = ",".join(left)
    return taken


def has_to_win(one: Command, other: Command) -> bool:
    """Whether the default key of the other command would keep this one from its key, in this place or in a pane."""
    if one.place == other.place:
        return True
    if one.place in EVERYWHERE:
        return other.place in (*EVERYWHERE, *PANES)
    return one.place in PANES and other.place in EVERYWHERE and other.priority


def find_text_key(name: str, text: str) -> str:
    """Return the key of an entry that types text, if that is what it does where its command is; else empty.

    In a text a letter is typed, and no command that gets its keys before the message box may take one from it.
    """
    typing = {one.id for one in COMMANDS if one.place in TEXT_PLACES or (one.priority and one.place in ("app", "chat"))}
    if name not in typing:
        return ""
    return next((key for key in split_keys(text) if types_text(key)), "")


def types_text(key: str) -> bool:
    """Whether a key types a character, such as `x` or `question_mark`."""
    return len(key) == 1 or key in PUNCTUATION or key == "space"


def find_shared_keys(keymap: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Yield each key that the keymap sets for two commands of one place, with the ids of both."""
    for one, other in combinations((one for one in COMMANDS if one.id in keymap), 2):
        if can_collide(one, other):
            keys = {*split_keys(keymap[one.id])} & {*split_keys(keymap[other.id])}
            yield from ((key, one.id, other.id) for key in sorted(keys))


def can_collide(one: Command, other: Command) -> bool:
    """Whether a key can reach both commands: their place is the same, or one of them works everywhere."""
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
    return {*modifiers} <= MODIFIERS and (len(last) == 1 or last in TEXTUAL_KEYS)


def _textual_name(character: str) -> str:
    name = unicodedata.name(character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


PUNCTUATION = {_textual_name(one) for one in string.punctuation}
TEXTUAL_KEYS = {key.value.rpartition("+")[2] for key in Keys} | PUNCTUATION
