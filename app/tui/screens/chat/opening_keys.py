"""Which keys and actions are about to open a dialog or a thread: what is typed behind them belongs there.

A command says so itself (`opens`), and is run by a key, by its name in the message box, from the palette or by a click.
A key is seen before its action is run. Until it is handled, keys behind it wait; then what its action has begun tells.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import NamedTuple

from textual import events
from textual.actions import ActionParseResult, parse
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from app.tui.keys.command import Place
from app.tui.keys.keymap import split_keys, types_text
from app.tui.keys.table import COMMANDS
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.widgets.letters import PassesLetters
from app.tui.widgets.line_input import LineInput

DIALOG_LIMIT_S = 1.0
"""For so long keys wait for the focus to move."""
MOVING_KEYS = ("enter", "escape", "tab", "shift+tab")
"""Keys that close a dialog, or move the focus in it."""
PANE_IDS = ("app.next-pane", "app.previous-pane", "find.back")
CALLING_ID = "input.send"
"""The command of the message box that may run any other one: what is in the box may be its name."""
CHAT_PLACES: tuple[Place, ...] = ("app", "chat", "list", "history")
WORKER_LIMIT_S = 5.0
"""For so long keys wait for what a command opens: a fork of 10,000 messages takes a second."""
SEARCH_LIMIT_S = 5.0
"""For so long keys wait for what a search finds: letters let go too soon would change its query."""
OPENING_ACTIONS = frozenset(parse(one.action) for one in COMMANDS if one.opens)


class Move(NamedTuple):
    """A move of the focus that is about to happen: whether it is done, and how long to wait for it."""

    is_done: Callable[[], bool]
    limit_s: float


class OpeningKeys:
    """The keys of the keymap that move the focus when their command is done, which is after the next keys arrive."""

    def __init__(self, keymap: Mapping[str, str]) -> None:
        self._keys = {one.id: split_keys(keymap.get(one.id, one.keys)) for one in COMMANDS}
        self._chat_ids = [one.id for one in COMMANDS if one.opens and one.place in CHAT_PLACES]
        self._dialog_ids = [one.id for one in COMMANDS if one.opens and one.place not in CHAT_PLACES]

    def find_end(self, key: str, chat: ChatLifecycle) -> Move | None:
        """Return what tells that the focus has moved, if this key moves it to what a search finds."""
        if self.opens_hit(key, chat):
            return Move(partial(has_ended_search, chat, chat.pane.searches_ended), SEARCH_LIMIT_S)
        return None

    def may_open(self, key: str, chat: ChatLifecycle) -> bool:
        """Whether this key may run a command that opens something, which is known once it is handled."""
        # `has_focus` changes later than `focused`.
        if chat.focused is chat.panes.box and types_text(key):
            return False
        return key in self._keys[CALLING_ID] or any(key in self._keys[one] for one in self._chat_ids)

    def moves_in_dialog(self, event: events.Key, focused: Widget | None) -> bool:
        """Whether this key may close the dialog on top, open another one or move the focus in it."""
        if event.is_printable and isinstance(focused, PassesLetters):
            return True
        return event.key in MOVING_KEYS or any(event.key in self._keys[one] for one in self._dialog_ids)

    def opens_hit(self, key: str, chat: ChatLifecycle) -> bool:
        """Whether this key is about to end a search of the conversations and to open what it has found."""
        is_in_filter = isinstance(chat.focused, LineInput) and chat.pane in chat.focused.ancestors
        return is_in_filter and chat.controller is not None and key in self._keys["line.accept"]

    def moves_to_pane(self, key: str) -> bool:
        """Whether this key may move the focus to another pane. In the message box it may complete a word instead."""
        return any(key in self._keys[one] for one in PANE_IDS)


def opens(action: "str | ActionParseResult") -> bool:
    """Whether this is the action of a command that opens something; with any text where it takes one."""
    where, name, arguments = parse(action) if isinstance(action, str) else action
    return (where, name, arguments) in OPENING_ACTIONS or (where, name, ()) in OPENING_ACTIONS


def is_command(chat: ChatLifecycle) -> bool:
    """Whether every key is a command now, which may move the focus: a letter behind it is another one, or text."""
    return chat.focused in (chat.panes.history, chat.panes.threads)


def has_focus(chat: ChatLifecycle) -> bool:
    """Whether a key has somewhere to go: a dialog has no focus before it is mounted, and some have nothing to focus."""
    screen = chat.typed_app.screen
    return screen.focused is not None or (screen.is_mounted and not screen.focus_chain)


def has_ended_or_opened(chat: ChatLifecycle, screen: Screen[object], before: AbstractSet[Worker[object]]) -> bool:
    """Whether another screen takes keys, or the workers of this one that began after these have ended."""
    if chat.typed_app.screen is not screen:
        return has_focus(chat)
    return all(worker.is_finished for worker in set(chat.workers) - before if worker.node is screen)


def has_ended_search(chat: ChatLifecycle, before: int) -> bool:
    """Whether a search has ended since so many of them had."""
    return chat.pane.searches_ended > before
