"""What all dialogs share: however often one is told to close, it closes once, and nothing else with it.

Keys that arrive together are all on their way to a dialog when the first of them closes it. Textual's `dismiss` would
close whatever is on top for the second one, or end the program where nothing is above the first screen (Textual 8.2.8).

Textual ends the workers of a closed dialog some steps after it has removed the widgets in it. A worker that looked for
one of them in between would end the program, so they end with the close.

At the end of the program Textual removes the widgets of a dialog before it lets the dialog handle that it is open.
"""

from typing import Protocol, cast, runtime_checkable

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.css.query import NoMatches
from textual.message import Message
from textual.screen import ModalScreen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import (
    NoActiveWorker,
    Worker,
    get_current_worker,  # pyright: ignore[reportUnknownVariableType]  # untyped in Textual
)

from app.tui.keys.key_names import KeyNames
from app.tui.text.escapes import to_rows
from app.tui.text.one_line import one_line
from app.tui.widgets.frames.frame_screen import FrameScreen

CHANGE = "change"
"""The group of workers of the app that change what is stored for a dialog, which may be closed meanwhile."""
MAX_CHARS = 4_000
"""Of the words in a dialog: more than a screen holds. A server's error may have a line of a megabyte."""


@runtime_checkable
class HasKeymap(Protocol):
    """The part of the app that a dialog needs to name keys."""

    @property
    def key_names(self) -> KeyNames:
        """The keys as the user has set them."""
        ...


def is_current(worker: Worker[object]) -> bool:
    """Return whether the worker is the one that asks."""
    try:
        return get_current_worker() is worker
    except NoActiveWorker:
        return False


class Dialog(FrameScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A screen above the chat screen that returns a result."""

    _waiting: list[ScreenResultType | None] | None = None

    @property
    def typed_app(self) -> App[object]:
        """The app; Textual's own property is untyped."""
        return cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]

    @property
    def key_names(self) -> KeyNames:
        """The keys as the user has set them, for sentences and borders; the defaults in an app without a keymap."""
        app = self.typed_app
        return app.key_names if isinstance(app, HasKeymap) else KeyNames({})

    @property
    def is_closed(self) -> bool:
        """Whether the dialog has returned its result; keys that are still on their way to it mean nothing."""
        return self._waiting is not None or self not in self.typed_app.screen_stack

    def asks_before_quitting(self, key: str) -> bool:
        """Whether the dialog has changes, and asks now whether to drop them. Asked already, it does not ask again.

        `key`: the one that quits.
        """
        return False

    def take_input(self, event: events.Key | events.Paste) -> bool:
        """Take a key or a paste before any command has it; False to let it pass."""
        return False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Return the result, once. Below another dialog it waits until that is closed."""
        if self.is_closed:
            return AwaitComplete()
        if self.typed_app.screen is not self:
            self._waiting = [result]
            return AwaitComplete()
        closing = super().dismiss(result)
        for worker in self.workers:
            # The one that closes the dialog is at its end.
            if worker.node is self and not is_current(worker):
                worker.cancel()
        return closing

    async def _on_message(self, message: Message) -> None:
        """Handle a message. While the program ends nothing is begun, and a widget may be gone that is looked for."""
        if isinstance(message, events.Mount | events.ScreenResume) and self.typed_app.return_code is not None:
            return
        try:
            await super()._on_message(message)
        except NoMatches:
            if self.typed_app.return_code is None:
                raise

    def on_screen_resume(self) -> None:
        """Return the result that has waited."""
        if self._waiting is not None:
            (result,), self._waiting = self._waiting, None
            self.dismiss(result)


class Words(Static):
    """Words in a dialog. Texts of servers, files and models may be among them: nothing in them is obeyed."""

    def __init__(self, words: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(to_rows(words[:MAX_CHARS]), markup=False, id=id, classes=classes)

    def say(self, words: str) -> None:
        """Show these words instead."""
        self.update(to_rows(words[:MAX_CHARS]))


def show_title(box: Widget, title: str) -> None:
    """Show a title in the border of a box. Setting the same one again would paint the whole box (Textual 8.2.8)."""
    content = Content(one_line(title))
    if box.border_title != content.markup:
        box.border_title = content


def show_subtitle(box: Widget, words: str) -> None:
    """Show words in the lower border of a box, for the same reason only where they differ."""
    content = Content(one_line(words))
    if box.border_subtitle != content.markup:
        box.border_subtitle = content
