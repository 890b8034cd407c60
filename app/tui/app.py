"""The Textual app: paints the empty panes, then opens the services, then imports what the first reply needs."""

import asyncio
import gc
import os
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType
from textual import work
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from app.api.errors import Error
from app.settings import Settings
from app.tui.history import import_markdown
from app.tui.history.view.copying import CopyRequested
from app.tui.keys.keymap import find_mistakes
from app.tui.keys.table import bindings
from app.tui.ordered_app import OrderedApp
from app.tui.screens.chat.chat_screen import ChatScreen
from app.tui.screens.dialog import Dialog
from app.tui.session.runs.run_stopped import RunStopped
from app.tui.session.services_task import ServicesTask
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.terminal.ending import Ending, ReadsKeys, Restorable
from app.tui.terminal.suspending import NO_SHELL, stop_group
from app.tui.terminal.window_notices import WindowNotices
from app.tui.theme.style_parts import ABOVE_CHAT_RANK, read_styles
from app.tui.widgets.ordered_text_area import OrderedTextArea

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

PACKAGE = Path(__file__).parents[1]
STYLES = next(path for path in (PACKAGE.parent / "styles.tcss", PACKAGE / "styles.tcss") if path.is_file())
"""Beside the package in a checkout, inside it in a wheel."""
PARTS = read_styles(STYLES)
NOTICE_S = 5.0
MISTAKES_S = 30.0
"""Time to read what is wrong in config.toml."""


class ChatApp(OrderedApp):
    """The app; `failure` is the error that ended it, as a sentence."""

    TITLE = "assistant-chat"
    CSS = PARTS.chat
    BINDINGS = bindings("app")

    def __init__(
        self,
        services: ServicesTask,
        settings: Settings,
        thread_id: str | None = None,
        driver: type[Driver] | None = None,
        ending: Ending | None = None,
    ) -> None:
        super().__init__(settings, driver, ending)
        self.failure: str | None = None
        self._services = services
        self._start_thread_id = thread_id
        self._notices: WindowNotices | None = None
        self.chat.panes.box.use_vim(settings.vim)
        self.chat.panes.history.document.prose_cols = settings.prose_width
        draws_pictures = settings.pictures and not settings.accessible and self.can_draw_pictures
        self.chat.panes.history.document.draws_pictures = draws_pictures

    def _load_screen_css(self, screen: Screen[object]) -> None:
        """Add the styles of what opens above the chat before the first such screen gets its own."""
        if screen is not self.chat:
            self._add_styles_above_chat()
        super()._load_screen_css(screen)  # pyright: ignore[reportUnknownMemberType] - Textual's has no parameter there

    def _add_styles_above_chat(self) -> None:
        place = (str(STYLES), "above the chat")
        self.stylesheet.add_source(PARTS.above_chat, place, is_default_css=False, tie_breaker=ABOVE_CHAT_RANK)

    def on_dialogs_imported(self) -> None:
        """Parse the styles of what opens above the chat, so that its key does not wait 10 ms for it."""
        self._add_styles_above_chat()
        self.stylesheet.parse()
        gc.freeze()  # what was imported lives as long as the app, and looking through it takes 40 ms

    def get_default_screen(self) -> ChatScreen:
        """Return the chat screen."""
        return self.chat

    @property
    def open_thread_id(self) -> str | None:
        """The thread on the screen; None in a new conversation, and before the services are open."""
        return self.chat.controller.current.id if self.chat.controller else None

    def on_mount(self) -> None:
        """Set theme and keymap, and open the services after the first paint."""
        if self._ending:
            terminal = self._driver if isinstance(self._driver, Restorable) else None
            self._ending.attach(terminal, partial(self.call_later, self._leave))
            if isinstance(terminal, ReadsKeys):
                terminal.on_key_read = self._expect_end
        self.app_resume_signal.subscribe(self, self._repaint)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
        self.chat.panes.history.run_status.is_still = self.settings.accessible
        mistakes = [one for one in (self.use_theme(), *find_mistakes(self.settings.keymap)) if one]
        if self._driver and self.settings.notifications:
            self._notices = WindowNotices(self._driver, os.environ)
            self.watch(self, "app_focus", self._notices.end, init=False)
        if mistakes:
            self.notify("\n".join(mistakes), timeout=MISTAKES_S)
        self.call_after_refresh(self.run_worker, self._start, exit_on_error=True)

    def on_run_stopped(self, event: RunStopped) -> None:
        """Call the user back if the window is elsewhere. Terminals without focus reports (mode 1004) never say so."""
        if self._notices and event.words and not self.app_focus:
            self._notices.call(f"{event.run_id} {event.status}", event.words)

    async def on_copy_requested(self, event: CopyRequested) -> None:
        """Copy a text, and say where it is."""
        self.copy_to_clipboard(event.text)
        self._say_copied(event)

    @work(exclusive=True, group="copying", exit_on_error=False)
    async def _say_copied(self, event: CopyRequested) -> None:
        from app.tui.terminal.programs.clipboard import copy_with_tools, describe  # late: no start needs it

        otherwise = self.chat.panes.keys.fill(event.otherwise)
        self.notify(describe(await copy_with_tools(event.text), event.what, otherwise))

    def _expect_end(self, key: str) -> None:
        """Note a key that quits in the thread that reads it: a flood can keep the event loop busy for seconds."""
        if self._ending and key in self._quit_keys:
            self._ending.expect()

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

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Paint, with the hidden cursor of the terminal at the caret: input methods show there what they compose.

        Textual moves it with the caret alone, not with the layout: in a dialog that has just opened it was elsewhere.
        """
        if isinstance(screen.focused, OrderedTextArea):
            self.cursor_position = screen.focused.cursor_screen_offset
        super()._display(screen, renderable)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual

    def _repaint(self, _app: "App[object]") -> None:
        """Paint everything after the app was stopped and continued: the terminal has cleared its alternate screen."""
        self.refresh(layout=True)

    async def _start(self) -> None:
        if not gc.isenabled():
            gc.collect()  # the first paint leaves 0.7 MB, which the modules of the services take: 4 ms
        try:
            services = await self._services.open()
        except Error as error:
            self.failure = str(error)
            self.exit(return_code=1)
            return
        await self.chat.connect(services, self._start_thread_id)
        await asyncio.to_thread(import_markdown)
        if not gc.isenabled():
            tune_garbage_collection()

    def _handle_exception(self, error: Exception) -> None:
        """End, at the latest when the timer is up: after a fault amid a removal, Textual waits for itself for ever."""
        super()._handle_exception(error)
        if self._ending:
            self._ending.begin(1, "".join(traceback.format_exception(error)))

    @property
    def thread_pages(self) -> ThreadPages | None:
        """The conversations of the palette; None until the services are open."""
        return self.chat.controller.pages if self.chat.controller else None

    async def run_chosen(self, name: str | None) -> None:
        """Run what was chosen in the palette."""
        await self.chat.run_chosen(name)

    def action_suspend_process(self) -> None:
        """Stop until `fg` in the shell continues the program."""
        if self.is_headless or not stop_group():
            self.notify(self.key_names.fill(NO_SHELL))

    async def action_quit(self) -> None:
        """Quit. A dialog with changes asks first."""
        key = self.key_names.fill("{app.quit}") or "/quit"
        if isinstance(self.screen, Dialog) and self.screen.asks_before_quitting(key):
            return
        await self._leave()

    async def _leave(self) -> None:
        """Save drafts, carry out pending deletions and exit; the engine releases its runs."""
        if self._ending and not self.is_switching:
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
