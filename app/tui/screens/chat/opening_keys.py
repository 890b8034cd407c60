"""Which keys are about to open a dialog or a thread: what is typed behind them belongs there."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import NamedTuple

from textual import events
from textual.widget import Widget
from textual.worker import Worker

from app.tui.keys.keymap import split_keys, types_text
from app.tui.keys.table import COMMANDS
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.widgets.letters import PassesLetters
from app.tui.widgets.line_input import LineInput

DIALOG_LIMIT_S = 1.0
"""For so long keys wait for a dialog to open."""
MOVING_KEYS = ("enter", "escape", "tab", "shift+tab")
"""Keys that close a dialog, or move the focus in it."""
PANE_IDS = ("app.next-pane", "app.previous-pane", "find.back")
LIST_IDS = ("threads.rename", "threads.tag")
"""The commands of the list that open a dialog for the conversation under the cursor."""
DIALOG_IDS = ("endpoint.choose", "app.palette", "assistants.open", "runs.waiting")
WORKER_IDS = (
    *("history.edit", "history.fork", "history.save-message", "history.save-code", "history.regenerate"),
    *("history.previous-version", "history.next-version", "find.next", "find.previous"),
)
"""The commands of the history that open a dialog or another conversation, in a worker which looks first whether."""
WORKER_LIMIT_S = 5.0
"""For so long keys wait for such a worker: a fork of 10,000 messages takes a second."""
EDITOR_IDS = ("assistants.create", "assistants.edit", "run.answer", "run.metadata")
"""The commands of a dialog that open another one."""
SEARCH_LIMIT_S = 5.0
"""For so long keys wait for what a search finds: letters let go too soon would change its query."""


class Move(NamedTuple):
    """A move of the focus that is about to happen: whether it is done, and how long to wait for it."""

    is_done: Callable[[], bool]
    limit_s: float


class OpeningKeys:
    """The keys of the keymap that move the focus when their command is done, which is after the next keys arrive."""

    def __init__(self, keymap: Mapping[str, str]) -> None:
        self._keys = {one.id: split_keys(keymap.get(one.id, one.keys)) for one in COMMANDS}

    def find_end(self, key: str, chat: ChatLifecycle) -> Move | None:
        """Return what tells that the focus has moved, if this key moves it to a dialog or to what a search finds."""
        if self.opens_dialog(key, chat):
            return Move(partial(has_dialog, chat), DIALOG_LIMIT_S)
        if self.opens_hit(key, chat):
            return Move(partial(has_ended_search, chat, chat.pane.searches_ended), SEARCH_LIMIT_S)
        return None

    def opens_dialog(self, key: str, chat: ChatLifecycle) -> bool:
        """Whether this key is about to open a dialog that takes keys itself."""
        # `has_focus` changes later than `focused`.
        is_listing, is_typing = chat.focused is chat.panes.threads, chat.focused is chat.panes.box
        if is_listing and any(key in self._keys[one] for one in LIST_IDS):
            return chat.panes.threads.row is not None
        if chat.controller is None or (is_typing and types_text(key)):
            return False
        if any(key in self._keys[one] for one in ("threads.rename-open", "runs.show")):
            return chat.controller.current.id is not None
        return any(key in self._keys[one] for one in DIALOG_IDS)

    def moves_in_dialog(self, event: events.Key, focused: Widget | None) -> bool:
        """Whether this key may close the dialog on top, open another one or move the focus in it."""
        if event.is_printable and isinstance(focused, PassesLetters):
            return True
        return event.key in MOVING_KEYS or any(event.key in self._keys[one] for one in EDITOR_IDS)

    def opens_hit(self, key: str, chat: ChatLifecycle) -> bool:
        """Whether this key is about to end a search of the conversations and to open what it has found."""
        is_in_filter = isinstance(chat.focused, LineInput) and chat.pane in chat.focused.ancestors
        return is_in_filter and chat.controller is not None and key in self._keys["line.accept"]

    def moves_to_pane(self, key: str) -> bool:
        """Whether this key may move the focus to another pane. In the message box it may complete a word instead."""
        return any(key in self._keys[one] for one in PANE_IDS)

    def starts_worker(self, key: str, chat: ChatLifecycle) -> bool:
        """Whether this key starts a worker that may move the focus."""
        return chat.focused is chat.panes.history and any(key in self._keys[one] for one in WORKER_IDS)


def is_command(chat: ChatLifecycle) -> bool:
    """Whether every key is a command now, which may move the focus: a letter behind it is another one, or text."""
    return chat.focused in (chat.panes.history, chat.panes.threads)


def has_focus(chat: ChatLifecycle) -> bool:
    """Whether a key has somewhere to go: a dialog has no focus before it is mounted."""
    return chat.typed_app.screen.focused is not None


def has_dialog(chat: ChatLifecycle) -> bool:
    """Whether a dialog above the chat screen has the focus."""
    screen = chat.typed_app.screen
    return screen is not chat and screen.focused is not None


def has_ended_or_opened(chat: ChatLifecycle, before: AbstractSet[Worker[object]]) -> bool:
    """Whether the workers that began after these have ended, or a dialog of one is open."""
    return has_dialog(chat) or all(worker.is_finished for worker in set(chat.workers) - before if worker.node is chat)


def has_ended_search(chat: ChatLifecycle, before: int) -> bool:
    """Whether a search has ended since so many of them had."""
    return chat.pane.searches_ended > before
