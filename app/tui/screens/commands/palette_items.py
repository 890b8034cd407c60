"""What the palette lists: the commands in sections, and conversations to jump to."""

import time
from collections.abc import Iterable, Mapping, Sequence

from app.api.requests import ThreadRow
from app.tui.keys.command import Command, format_keys
from app.tui.keys.recent import THREAD_PREFIX
from app.tui.keys.table import listed_commands
from app.tui.text.fuzzy import Searchable, fold, search
from app.tui.text.one_line import format_age, one_line
from app.tui.widgets.completion import Item

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


def list_commands(keymap: Mapping[str, str], recent: Sequence[str]) -> list[Item]:
    """Return the commands of the palette: those run lately, then all others by section."""
    commands = {
        one.id: one
        for _, one in listed_commands(keymap)
        if (one.place in FROM_ANYWHERE or one.id in ACTS_ON_NEWEST) and one.id != "app.palette"
    }
    items = [_make_item(commands[one], RECENT) for one in recent if one in commands]
    rest = [_make_item(one, _find_section(one)) for one in commands.values() if one.id not in recent]
    order = [*dict.fromkeys(SECTIONS.values()), OTHERS]
    return items + sorted(rest, key=lambda item: order.index(item.section))


def list_threads(rows: Iterable[ThreadRow]) -> list[Item]:
    """Return conversations to jump to."""
    now = time.time()
    return [
        Item(
            f"{THREAD_PREFIX}{row.id}",
            one_line(row.title) or "New conversation",
            one_line(row.match or ""),
            format_age(now - row.last_active_at),
            CONVERSATIONS,
        )
        for row in rows
    ]


def find_items(query: str, commands: Sequence[Item], threads: Sequence[Item], found: Sequence[Item]) -> list[Item]:
    """Return what matches a query, the section with the best hit first.

    `threads` are searched here, by their titles; `found` are what the store has found for this query, which come last.
    """
    if not query.strip():
        return [*commands, *threads[:FIRST_THREADS]]
    items = [*commands, *threads]
    texts = [Searchable(fold(one.label), fold(f"{one.description} {one.section} {one.name}")) for one in commands]
    texts += [Searchable(fold(one.label), "") for one in threads]
    sections: dict[str, dict[str, Item]] = {}
    for _, place in search(texts, query):
        sections.setdefault(items[place].section, {})[items[place].name] = items[place]
    for one in found:
        sections.setdefault(CONVERSATIONS, {}).setdefault(one.name, one)
    return [item for members in sections.values() for item in [*members.values()][:MAX_THREADS]]


def _make_item(command: Command, section: str) -> Item:
    key = format_keys(command.keys.split(",")[0]) if command.keys else ""
    typed = f"/{command.slash}" if command.slash else ""
    return Item(command.id, command.description, typed, key, section)


def _find_section(command: Command) -> str:
    return SECTIONS.get(command.id.partition(".")[0], OTHERS)
