"""The Textual app: paints the empty panes, then opens the services, then imports what the first reply needs."""

import asyncio
import gc
import os
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.errors import NoWidget
from textual.screen import Screen
from textual.theme import ThemeProvider
from textual.widget import Widget

from app.api.errors import Error
from app.settings import Settings
from app.settings.dotenv_file import current_folder
from app.tui.history import import_renderers
from app.tui.keys.command import HEADINGS, format_keys
from app.tui.keys.held_keys import HeldKeys
from app.tui.keys.keymap import find_mistakes, split_keys, without_text_keys
from app.tui.keys.table import COMMANDS, bindings, listed_commands
from app.tui.local_state import LocalState
from app.tui.screens.chat import ChatScreen
from app.tui.screens.dialog import Palette
from app.tui.session.run_stopped import RunStopped
from app.tui.session.services_task import ServicesTask
from app.tui.terminal.ending import Ending, ReadsKeys, Restorable
from app.tui.terminal.suspending import NO_SHELL, has_shell, stop_group
from app.tui.terminal.window_notices import WindowNotices
from app.tui.theme.themed_app import ThemedApp
from app.tui.widgets.choice_list import ChoiceList
from app.tui.widgets.clicks import LEFT_BUTTON
from app.tui.widgets.queues import wait_until_handled

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

PACKAGE = Path(__file__).parents[1]
STYLES = next(path for path in (PACKAGE.parent / "styles.tcss", PACKAGE / "styles.tcss") if path.is_file())
"""Beside the package in a checkout, inside it in a wheel."""
LOCAL_STATE_FILE = "drafts.json"
NOTICE_S = 5.0
CLOSING_KEYS = ("enter", "escape")
"""Keys that close a dialog."""
FOCUS_POLL_S = 0.01
"""How often it is looked whether the focus has moved."""
MISTAKES_S = 30.0
"""Time to read what is wrong in config.toml."""

QUIT_KEYS = next(one.keys for one in COMMANDS if one.id == "app.quit")


class ChatApp(ThemedApp):
    """The app; `failure` is the error that ended it, as a sentence."""

    TITLE = "assistant-chat"
    CSS_PATH = STYLES
    BINDINGS = bindings("app")

    def __init__(
        self,
        services: ServicesTask,
        settings: Settings,
        thread_id: str | None = None,
        driver: type[Driver] | None = None,
        ending: Ending | None = None,
    ) -> None:
        super().__init__(driver, settings.config_dir, settings.theme)
        self.failure: str | None = None
        self._services = services
        self._settings = settings
        self._start_thread_id = thread_id
        self._ending = ending
        self._notices: WindowNotices | None = None
        self._held = HeldKeys()
        self._give_up_at = 0.0
        self.chat = ChatScreen(LocalState(settings.data_dir / LOCAL_STATE_FILE), settings.keymap)
        keymap = without_text_keys(settings.keymap)
        self.set_keymap(keymap)
        self._quit_keys = split_keys(keymap.get("app.quit", QUIT_KEYS))

    def get_default_screen(self) -> ChatScreen:
        """Return the chat screen."""
        return self.chat

    def on_mount(self) -> None:
        """Set theme and keymap, and open the services after the first paint."""
        if self._ending:
            terminal = self._driver if isinstance(self._driver, Restorable) else None
            self._ending.attach(terminal, partial(self.call_later, self.action_quit))
            if isinstance(terminal, ReadsKeys):
                terminal.on_key_read = self._expect_end
        self.app_resume_signal.subscribe(self, self._repaint)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
        self.chat.panes.history.run_status.is_still = self._settings.accessible
        mistakes = [one for one in (self.use_theme(), *find_mistakes(self._settings.keymap)) if one]
        if self._driver and self._settings.notifications:
            self._notices = WindowNotices(self._driver.write, os.environ)
            self.watch(self, "app_focus", self._notices.end, init=False)
        if mistakes:
            self.notify("\n".join(mistakes), timeout=MISTAKES_S)
        self.call_after_refresh(self.run_worker, self._start(), exit_on_error=True)

    def on_run_stopped(self, event: RunStopped) -> None:
        """Call the user back if the window is elsewhere. Terminals without focus reports (mode 1004) never say so."""
        if self._notices and event.words and not self.app_focus:
            self._notices.call(f"{event.run_id} {event.status}", event.words)

    def _expect_end(self, key: str) -> None:
        """Note a key that quits in the thread that reads it: a flood can keep the event loop busy for seconds."""
        if self._ending and key in self._quit_keys:
            self._ending.expect()

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
        elif not (isinstance(event, events.Key | events.Paste) and self._held.take(event)):
            await self._handle(event)

    async def _handle_click(self, event: events.MouseEvent) -> None:
        """Act in order with the keys before and after it, which may be in the same read of a slow connection."""
        await self.chat.earlier_keys_handled()
        await super().on_event(event)
        with suppress(NoWidget):
            clicked, _ = self.screen.get_widget_at(event.x, event.y)
            # Twice: a message that it posts on the click is in its own queue first, and bubbles from there.
            await wait_until_handled(clicked, clicked, *(one for one in clicked.ancestors if one is not self))

    async def _handle(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.chat.keys_pressed += 1
            self.chat.panes.history.hold()  # the echo of the key is painted before the next frame of a stream
            if self.screen is self.chat and (move := self.chat.opening_keys.find_end(event.key, self.chat)):
                self._held.is_holding = True
                self._give_up_at = time.monotonic() + move.limit_s
                self.set_timer(FOCUS_POLL_S, partial(self._await_focus, move.is_done))
        origin = self._find_mover(event)
        await super().on_event(event)
        if self._ending and isinstance(event, events.Key) and event.key in self._quit_keys:
            self._ending.withdraw()
        if origin is not None and not self._held.is_holding:
            self._held.is_holding = True
            # Behind the event in the queue of the widget, then behind what it posts, on its way up to the app.
            up = [node.call_later for node in origin.ancestors_with_self]
            origin.call_later(*up, self._release_keys)

    def _find_mover(self, event: events.Event) -> Widget | None:
        """Return the widget that is about to move the focus because of this key, if any."""
        if not isinstance(event, events.Key):
            return None
        if self.screen is self.chat:
            return self.chat.panes.threads if self.chat.opening_keys.opens_thread(event.key, self.chat) else None
        closes = event.key in CLOSING_KEYS or (event.is_printable and isinstance(self.focused, ChoiceList))
        return self.focused if closes else None

    def _await_focus(self, is_done: Callable[[], bool]) -> None:
        """Release the keys once the focus has moved; where it does not move, they are kept no longer."""
        if not self.screen_stack:  # the app has ended
            return
        if is_done() or time.monotonic() > self._give_up_at:
            self._release_keys()
        else:
            self.set_timer(FOCUS_POLL_S, partial(self._await_focus, is_done))

    def _release_keys(self) -> None:
        self._held.is_holding = False
        self.call_next(self._handle_held)

    async def _handle_held(self) -> None:
        while (event := self._held.next()) is not None:
            await self._handle(event)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: "SeverityLevel" = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a notice in the status line. Textual's own would lie over the conversation, which may say the same."""
        words = f"{title} · {message}" if title else message
        self.chat.panes.status.show_notice(words, seconds=timeout or NOTICE_S, is_error=severity == "error")

    def _repaint(self, _app: "App[object]") -> None:
        """Paint everything after the app was stopped and continued: the terminal has cleared its alternate screen."""
        self.refresh(layout=True)

    async def _start(self) -> None:
        try:
            services = await self._services.open()
        except Error as error:
            self.failure = str(error)
            self.exit(return_code=1)
            return
        await self.chat.connect(services, self._start_thread_id)
        await asyncio.to_thread(import_renderers)
        if not gc.isenabled():
            tune_garbage_collection()

    def _handle_exception(self, error: Exception) -> None:
        """End, at the latest when the timer is up: after a fault amid a removal, Textual waits for itself for ever."""
        super()._handle_exception(error)
        if self._ending:
            self._ending.begin(1, "".join(traceback.format_exception(error)))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield what the palette offers: the commands that work everywhere, and the themes."""
        for heading, command in listed_commands(self._settings.keymap):
            if heading == HEADINGS["app"] and command.id != "app.palette":
                run = partial(self.chat.run_action, command.action)
                yield SystemCommand(command.description, format_keys(command.keys), run)
        yield SystemCommand("Theme", "Colours; saved for the next start", self.search_themes)

    async def action_help(self) -> None:
        """Show the keys."""
        from app.tui.screens.commands.help import HelpScreen  # late: the first paint does not need it

        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen(listed_commands(self._settings.keymap)))

    async def action_settings(self) -> None:
        """Show the settings."""
        from app.tui.screens.commands.settings_page import SettingsScreen  # late: the first paint does not need it

        if not isinstance(self.screen, SettingsScreen):
            await self.push_screen(SettingsScreen(self._settings, current_folder()))

    def action_command_palette(self) -> None:
        """Show the commands."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def search_themes(self) -> None:
        """Show the themes."""
        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def action_suspend_process(self) -> None:
        """Stop until `fg` in the shell continues the program."""
        if not has_shell():
            self.notify(NO_SHELL)
        elif self._driver and self._driver.can_suspend:
            stop_group()

    async def action_quit(self) -> None:
        """Save drafts, carry out pending deletions and exit; the engine releases its runs."""
        if self._ending:
            self._ending.begin()
        if self._notices:
            self._notices.end()
        await self.chat.close()
        self.exit()


def tune_garbage_collection() -> None:
    """Turn garbage collection on, without the objects made so far, which live as long as the app.

    With the defaults it takes 20 % of a stream's time, in pauses of 53 ms; with these settings of 6 ms (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()
