"""Keys and clicks in order: one that comes behind a key that moves the focus waits until the focus has moved."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from textual import events
from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.driver import Driver
from textual.errors import NoWidget
from textual.widget import Widget

from app.settings import Settings
from app.tui.keys.command import NO_KEY, OTHER_NAMES
from app.tui.keys.held_keys import HeldKeys
from app.tui.keys.keymap import find_users_ids, find_users_keys, keep_usable, split_keys
from app.tui.keys.queues import wait_until_handled
from app.tui.keys.table import COMMANDS
from app.tui.local_state import LocalState
from app.tui.screens.chat.chat_screen import ChatScreen
from app.tui.screens.chat.opening_keys import (
    DIALOG_LIMIT_S,
    WORKER_LIMIT_S,
    has_ended_or_opened,
    has_focus,
    is_command,
    opens,
)
from app.tui.screens.commands.app_commands import AppCommands
from app.tui.screens.dialog import Dialog
from app.tui.terminal.ending import Ending
from app.tui.widgets.clicks import LEFT_BUTTON

LOCAL_STATE_FILE = "drafts.json"
FOCUS_POLL_S = 0.01
"""How often it is looked whether the focus has moved."""
QUIT_KEYS = next(one.keys for one in COMMANDS if one.id == "app.quit")


def opens_nothing() -> bool:
    """Nothing is about to open."""
    return True


def make_local_state(settings: Settings) -> LocalState:
    """Return the local state of the data folder, or for temporary conversations one that is never written."""
    path = settings.data_dir / LOCAL_STATE_FILE
    if not settings.temporary:
        return LocalState(path, settings.server or "")
    from app.tui.local_state.unsaved_state import UnsavedState  # late: only for temporary conversations

    return UnsavedState(path)


class OrderedApp(AppCommands):
    """The app with the chat screen. `ending`: what ends the process in time, which a key that quits begins."""

    def __init__(self, settings: Settings, driver: type[Driver] | None, ending: Ending | None) -> None:
        super().__init__(driver, settings)
        self._ending = ending
        self._held = HeldKeys()
        self._give_up_at = 0.0
        self._has_opened: Callable[[], bool] = opens_nothing
        """Whether what an action opens is there, or opens nothing."""
        self._moving: asyncio.Task[None] | None = None
        """Held here, since the event loop holds a task only weakly."""
        keymap = keep_usable(settings.keymap)
        self.chat = ChatScreen(make_local_state(settings), keymap, settings.config_dir)
        if settings.temporary:
            self.chat.panes.header.show_temporary()
        self.set_keymap({name: keys or NO_KEY for name, keys in keymap.items()})
        self.users_ids = find_users_ids(settings.keymap)
        self._users_keys = find_users_keys(settings.keymap)
        self._quit_keys = split_keys(keymap.get("app.quit", QUIT_KEYS))

    async def on_event(self, event: events.Event) -> None:
        """Pass events on: keys behind one that moves the focus later, other mouse buttons than the left one never.

        People press those for a menu or to paste; Textual's widgets take them for the left one.
        """
        if event.is_forwarded:  # a widget has had it
            await super().on_event(event)
        elif isinstance(event, events.MouseDown | events.MouseUp):
            if event.button == LEFT_BUTTON:
                await self._handle_click(event)
        elif isinstance(event, events.AppBlur):
            await self.chat.earlier_keys_handled()  # Textual takes the focus away, and with it the keys of the box
            await super().on_event(event)
        elif isinstance(event, events.AppFocus):
            await super().on_event(event)
            if self.screen.focused is None:  # Textual gives none to a screen that opens while the window is elsewhere
                self.screen.focus_next(self.screen.AUTO_FOCUS or "*")
        elif isinstance(event, events.MouseEvent):
            await self._handle_mouse(event)
        elif not (isinstance(event, events.Key | events.Paste) and self._held.take(event)):
            await self._handle(event)

    async def _handle_click(self, event: events.MouseEvent) -> None:
        """Act in order with the keys before and after it, which may be in the same read of a slow connection."""
        await self.chat.earlier_keys_handled()
        await self._handle_mouse(event)
        with suppress(NoWidget):
            clicked, _ = self.screen.get_widget_at(event.x, event.y)
            # Twice: a message that it posts on the click is in its own queue first, and bubbles from there.
            await wait_until_handled(clicked, clicked, *(one for one in clicked.ancestors if one is not self))

    async def _handle_mouse(self, event: events.MouseEvent) -> None:
        """Act, and keep the focus.

        Textual takes it away where no widget is: beside a window that has just become smaller; and everywhere while a
        scrollbar holds the mouse that has left the screen since it was pressed.
        """
        screen, focused = self.screen, self.screen.focused
        if self.mouse_captured is not None and not self.mouse_captured.region:
            self.capture_mouse(None)
        await super().on_event(event)
        if focused is not None and screen.focused is None:
            screen.set_focus(focused)

    async def _handle(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.chat.keys_pressed += 1
            self.chat.panes.history.hold()  # the echo of the key is painted before the next frame of a stream
            if self.screen is self.chat and (move := self.chat.opening_keys.find_end(event.key, self.chat)):
                self._hold(move.limit_s)
                self._look_again(move.is_done)
        origin = None
        if not self._is_taken(event):
            self._rename(event)
            origin = self._find_mover(event)
            await super().on_event(event)
        if self._ending and isinstance(event, events.Key) and event.key in self._quit_keys:
            self._ending.withdraw()
        if origin is not None and not self._held.is_holding:
            self._hold(DIALOG_LIMIT_S)
            self._moving = asyncio.create_task(self._await_move(origin))

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action. Keys wait for what it opens."""
        if not opens(action):
            return await super().run_action(action, default_namespace, namespaces)
        self._has_opened = partial(has_ended_or_opened, self.chat, self.screen, set(self.workers))
        was_holding = self._held.is_holding
        self._hold(WORKER_LIMIT_S)
        try:
            return await super().run_action(action, default_namespace, namespaces)
        finally:
            if not was_holding:
                self._look_again(partial(has_focus, self.chat))

    def _hold(self, limit_s: float) -> None:
        self._held.is_holding = True
        self._give_up_at = time.monotonic() + limit_s

    def _rename(self, event: events.Event) -> None:
        """Give a key the name that the commands know it by, unless the user has set a command to this one."""
        if isinstance(event, events.Key) and event.key in OTHER_NAMES and event.key not in self._users_keys:
            event.key = OTHER_NAMES[event.key]
            if event.key == "space":  # Textual finds no text in Shift+Space
                event.character = " "

    def _is_taken(self, event: events.Event) -> bool:
        """Whether a dialog that shows keys has taken this one."""
        is_input = isinstance(event, events.Key | events.Paste)
        return is_input and isinstance(self.screen, Dialog) and self.screen.take_input(event)

    def _find_mover(self, event: events.Event) -> Widget | None:
        """Return the widget that is about to move the focus because of this key, if any."""
        if not isinstance(event, events.Key):
            return None
        if self.screen is self.chat:
            keys = self.chat.opening_keys
            if keys.moves_to_pane(event.key) or is_command(self.chat) or keys.may_open(event.key, self.chat):
                return self.focused
            return None
        return self.focused if self.chat.opening_keys.moves_in_dialog(event, self.focused) else None

    async def _await_move(self, origin: Widget) -> None:
        """Wait behind the event in the queue of the widget, then behind what it posts, on its way up to the app.

        Twice in the chat: an action that the app runs then may be one of the list, which posts once more. A dialog may
        be closed by then: a removed widget never gets to the end of its queue.
        """
        path = origin.ancestors_with_self
        await wait_until_handled(*path)
        if self.chat in path and self.screen is self.chat:
            await wait_until_handled(*path)
        self._await_focus(partial(has_focus, self.chat))

    def _await_focus(self, is_done: Callable[[], bool]) -> None:
        """Release the keys once the focus has moved; where it does not move, they are kept no longer."""
        if not self.screen_stack:  # the app has ended
            return
        if (is_done() and self._has_opened()) or time.monotonic() > self._give_up_at:
            self._has_opened = opens_nothing
            self._release_keys()
        else:
            self._look_again(is_done)

    def _look_again(self, is_done: Callable[[], bool]) -> None:
        # Not `set_timer`: one that begins late never fires (see FrameScreen), and no key would come any more.
        asyncio.get_running_loop().call_later(FOCUS_POLL_S, self.call_next, partial(self._await_focus, is_done))

    def _release_keys(self) -> None:
        self._held.is_holding = False
        self.call_next(self._handle_held)

    async def _handle_held(self) -> None:
        while self.screen_stack and (event := self._held.next()) is not None:  # no screen: the app has ended
            await self._handle(event)
