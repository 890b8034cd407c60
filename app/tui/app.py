"""The Textual app: paint the empty shell, then open the store, then fetch what the first reply will need."""

import asyncio
import gc
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from app.api.errors import Error
from app.settings import Settings
from app.tui.history import import_renderers
from app.tui.keys.command import HEADINGS, format_keys
from app.tui.keys.keymap import find_mistakes
from app.tui.keys.table import bindings, listed_commands
from app.tui.local_state import LocalState
from app.tui.saved_theme import keep_theme, kept_theme
from app.tui.screens.chat import ChatScreen
from app.tui.screens.help import HelpScreen
from app.tui.session.services_task import ServicesTask

PACKAGE = Path(__file__).parents[1]
STYLES = next(path for path in (PACKAGE.parent / "styles.tcss", PACKAGE / "styles.tcss") if path.is_file())
"""Beside the package in a checkout, inside it in a wheel."""
LOCAL_STATE_FILE = "drafts.json"


class ChatApp(App[None]):
    """`run` runs it; tests drive it with a pilot. `failure` is the sentence that ended it."""

    TITLE = "assistant-chat"
    CSS_PATH = STYLES
    BINDINGS = bindings("app")

    def __init__(self, services: ServicesTask, settings: Settings, thread_id: str | None = None) -> None:
        super().__init__()
        self.failure: str | None = None
        self._services = services
        self._settings = settings
        self._asked_thread = thread_id
        self.chat = ChatScreen(LocalState(settings.data_dir / LOCAL_STATE_FILE))
        self.set_keymap(settings.keymap)

    def get_default_screen(self) -> ChatScreen:
        """The chat."""
        return self.chat

    def on_mount(self) -> None:
        """Paint first."""
        theme = kept_theme(self._settings.config_dir) or self._settings.theme
        if theme in self.available_themes:
            self.theme = theme
        elif theme:
            self.notify(f"There is no theme “{theme}”. Ctrl+P shows those there are.", severity="warning", markup=False)
        for words in find_mistakes(self._settings.keymap):
            self.notify(words, severity="warning", markup=False)
        self.watch(self, "theme", partial(keep_theme, self._settings.config_dir), init=False)
        self.call_after_refresh(self.run_worker, self._start(), exit_on_error=True)

    async def on_event(self, event: events.Event) -> None:
        """A key holds back the next frame of a stream, so that its echo is painted first."""
        if isinstance(event, events.Key):
            self.chat.panes.history.hold()
        await super().on_event(event)

    async def _start(self) -> None:
        try:
            services = await self._services.open()
        except Error as error:
            self.failure = str(error)
            self.exit(return_code=1)
            return
        await self.chat.connect(services, self._asked_thread)
        await asyncio.to_thread(import_renderers)
        if not gc.isenabled():
            settle_memory()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield what the palette offers: the commands that work everywhere, and the themes."""
        for heading, command in listed_commands(self._settings.keymap):
            if heading == HEADINGS["app"] and command.id != "app.palette":
                run = partial(self.chat.run_action, command.action)
                yield SystemCommand(command.words, format_keys(command.keys), run)
        yield SystemCommand("Theme", "Colours, kept for the next start", self.search_themes)

    async def action_help(self) -> None:
        """Show the keys."""
        await self.push_screen(HelpScreen(listed_commands(self._settings.keymap)))

    async def action_quit(self) -> None:
        """Keep drafts, delete what waits for it, leave; runs are handed back by the engine."""
        await self.chat.close()
        self.exit()


def settle_memory() -> None:
    """End the time without garbage collection: what is here stays, so never look at it again.

    Collecting costs 20 % of streaming and pauses of 53 ms with the defaults, 6 ms so (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()
