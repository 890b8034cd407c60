"""The Textual app: paint the empty shell, then open the store, then fetch what the first reply will need."""

import asyncio
import gc
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from app.api.errors import Error
from app.settings import Settings
from app.tui.history import History, warm
from app.tui.keys.command import Command, Group, bindings, commands
from app.tui.keys.keymap import Bound, complaints
from app.tui.local_state import Drafts
from app.tui.saved_theme import keep_theme, kept_theme
from app.tui.screens.chat import ChatScreen
from app.tui.screens.first_run import FirstRun
from app.tui.screens.help import HelpScreen
from app.tui.session.services_task import ServicesTask
from app.tui.widgets.choice_list import Choices
from app.tui.widgets.line_input import LineInput
from app.tui.widgets.message_input import MessageInput
from app.tui.widgets.thread_list import ThreadList

PACKAGE = Path(__file__).parents[1]
STYLES = next(path for path in (PACKAGE.parent / "styles.tcss", PACKAGE / "styles.tcss") if path.is_file())
"""Beside the package in a checkout, inside it in a wheel."""
DRAFTS = "drafts.json"


class ChatApp(App[None]):
    """`run` runs it; tests drive it with a pilot. `failure` is the sentence that ended it."""

    TITLE = "assistant-chat"
    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "Keys", id="app.help"),
        Binding("ctrl+p", "command_palette", "Commands and themes", id="app.palette"),
        Binding("ctrl+q", "quit", "Quit; a run goes on at the next start", id="app.quit", priority=True),
        Binding("tab", "app.focus_next", "Next pane", id="app.next-pane", show=False),
        Binding("shift+tab", "app.focus_previous", "Pane before", id="app.previous-pane", show=False),
    ]

    def __init__(self, services: ServicesTask, settings: Settings, thread_id: str | None = None) -> None:
        super().__init__()
        self.failure: str | None = None
        self._services = services
        self._settings = settings
        self._asked_thread = thread_id
        self.chat = ChatScreen(Drafts(settings.data_dir / DRAFTS))
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
        for words in complaints(self._settings.keymap, bound()) if self._settings.keymap else ():
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
        await asyncio.to_thread(warm)
        if not gc.isenabled():
            settle_memory()

    def commands(self) -> list[Command]:
        """All keys, as they are now."""
        return commands(GROUPS, self._settings.keymap)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: the keys that count everywhere, and the themes."""
        for one in self.commands():
            if one.where == EVERYWHERE and one.id != "app.palette":
                yield SystemCommand(one.words, one.keys, partial(self.chat.run_action, one.action))
        yield SystemCommand("Theme", "Colours, kept for the next start", self.search_themes)

    async def action_help(self) -> None:
        """Show the keys."""
        await self.push_screen(HelpScreen(self.commands()))

    async def action_quit(self) -> None:
        """Keep drafts, delete what waits for it, leave; runs are handed back by the engine."""
        await self.chat.close()
        self.exit()


EVERYWHERE = "Everywhere"
GROUPS: tuple[Group, ...] = (
    (EVERYWHERE, (ChatApp, ChatScreen)),
    ("In the message box", (MessageInput,)),
    ("In the thread list", (ThreadList,)),
    ("In the history", (History,)),
)


BOXES: tuple[type[object], ...] = (Choices, FirstRun, HelpScreen, LineInput)
"""Their keys are told where they count, and can be changed like the others."""


def bound() -> Iterable[Bound]:
    """The bindings that a keymap may change."""
    for where, owners in (*GROUPS, *((box.__name__, (box,)) for box in BOXES)):
        for binding in (one for owner in owners for one in bindings(owner)):
            if binding.id:
                alone = owners[0] in BOXES
                yield Bound("" if where == EVERYWHERE else where, binding.id, binding.key, alone)


def settle_memory() -> None:
    """End the time without garbage collection: what is here stays, so never look at it again.

    Collecting costs 20 % of streaming and pauses of 53 ms with the defaults, 6 ms so (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()
