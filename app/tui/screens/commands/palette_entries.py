"""What the palette lists: the commands in sections, and conversations to jump to."""

import time
from collections.abc import Iterable, Mapping, Sequence

from app.api.requests import ThreadRow
from app.tui.keys.command import Command, format_keys
from app.tui.keys.recent import THREAD_PREFIX
from app.tui.keys.table import listed_commands
from app.tui.text.fuzzy import Searchable, fold, search
from app.tui.text.listing import Entry
from app.tui.text.one_line import format_age, one_line

RECENT, CONVERSATIONS, OTHERS = "Recent", "Conversations", "Other"
SECTIONS = {
    "threads": "Conversation",
    "run": "Message",
    "input": "Message",
    "history": "Message",
    "endpoint": "Model",
    "model": "Model",
    "assistants": "Assistant",
    "app": "Window",
}
"""The section of a command, by the first word of its id; in this order."""
FROM_ANYWHERE = ("app", "chat")
ACTS_ON_NEWEST = ("history.copy-message", "history.copy-code")
"""Commands of other places that do something without a choice made there."""
MAX_THREADS = 30
FIRST_THREADS = 5
"""How many conversations are listed before anything is typed."""


def list_commands(keymap: Mapping[str, str], recent: Sequence[str]) -> list[Entry]:
    """Return the commands of the palette: those run lately, then all others by section."""
    commands = {
        one.id: one
        for _, one in listed_commands(keymap)
        if (one.place in FROM_ANYWHERE or one.id in ACTS_ON_NEWEST) and one.id != "app.palette"
    }
    first = [_make_entry(commands[one], RECENT) for one in recent if one in commands]
    rest = [_make_entry(one, _find_section(one)) for one in commands.values() if one.id not in recent]
    order = [*dict.fromkeys(SECTIONS.values()), OTHERS]
    return first + sorted(rest, key=lambda one: order.index(one.section))


def list_threads(rows: Iterable[ThreadRow]) -> list[Entry]:
    """Return conversations to jump to."""
    now = time.time()
    return [
        Entry(
            f"{THREAD_PREFIX}{row.id}",
            one_line(row.title) or "New conversation",
            one_line(row.match or ""),
            CONVERSATIONS,
            key=format_age(now - row.last_active_at),
        )
        for row in rows
    ]


def find_entries(
    query: str, commands: Sequence[Entry], threads: Sequence[Entry], found: Sequence[Entry]
) -> list[Entry]:
    """Return what matches a query, the section with the best hit first.

    `threads` are searched here, by their titles; `found` are what the store has found for this query, which come last.
    """
    if not query.strip():
        return [*commands, *threads[:FIRST_THREADS]]
    entries = [*commands, *threads]
    texts = [Searchable(fold(one.label), fold(f"{one.details} {one.section} {one.name}")) for one in commands]
    texts += [Searchable(fold(one.label), "") for one in threads]
    sections: dict[str, dict[str, Entry]] = {}
    for _, place in search(texts, query):
        one = entries[place]
        sections.setdefault(one.section, {})[one.name] = one
    for one in found:
        sections.setdefault(CONVERSATIONS, {}).setdefault(one.name, one)
    return [one for members in sections.values() for one in [*members.values()][:MAX_THREADS]]


def _make_entry(command: Command, section: str) -> Entry:
    key = format_keys(command.keys.split(",")[0]) if command.keys else ""
    typed = f"/{command.slash}" if command.slash else ""
    return Entry(command.id, command.description, typed, section, key=key)


def _find_section(command: Command) -> str:
    return SECTIONS.get(command.id.partition(".")[0], OTHERS)
