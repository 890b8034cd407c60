"""Completes the names of slash commands, from a `/` typed into an empty message box on."""

import re
from collections.abc import Mapping, Sequence

from app.tui.keys.command import Command, format_keys
from app.tui.keys.table import COMMANDS
from app.tui.text.fuzzy import Searchable, search
from app.tui.text.listing import Entry

NAME = re.compile(r"/[^\s/]*")
CALLED = [one for one in COMMANDS if one.slash]
TEXTS = [Searchable(one.slash, "") for one in CALLED]


class SlashNames:
    """The commands that have a slash name, with the keys of the user's keymap."""

    is_all = True

    def __init__(self, keymap: Mapping[str, str]) -> None:
        self._keymap = keymap

    def opens(self, before: str, after: str, typed: str) -> bool:
        """Whether this is a `/` in an empty box."""
        return typed == "/" and not before and not after

    def find_start(self, before: str, after: str) -> int | None:
        """Return the place of the `/`; None behind the name, and in text that can be no name."""
        if not after and NAME.fullmatch(before):
            return 0
        return None

    async def prepare(self) -> None:
        """Find nothing: the commands are known."""

    def find_entries(self, typed: str) -> Sequence[Entry]:
        """Return the commands whose name matches; the one that is typed in full is the first."""
        name = typed[1:]
        found = [CALLED[place] for _, place in search(TEXTS, name)]
        return [self._make_entry(one) for one in sorted(found, key=lambda one: one.slash != name)]

    def _make_entry(self, command: Command) -> Entry:
        keys = self._keymap.get(command.id, command.keys)
        key = format_keys(keys.split(",")[0]) if keys else ""
        blank = " " if command.takes_text else ""
        return Entry(f"/{command.slash}{blank}", f"/{command.slash}", command.description, key=key)
