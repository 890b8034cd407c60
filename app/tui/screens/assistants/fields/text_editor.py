"""The text area of the dialogs. A text in which each key would be slow is held, and edited elsewhere."""

import os
from collections.abc import Sequence
from typing import cast

from textual import events, work
from textual.app import App, SuspendNotSupported

from app.api.errors import Error
from app.tui.keys.table import bindings
from app.tui.screens.dialog import HasKeymap
from app.tui.terminal.input.pasted_text import PastePart
from app.tui.terminal.programs.editor import edit, find_editor
from app.tui.text.typed import with_newlines
from app.tui.widgets.line_input import PasteRefused
from app.tui.widgets.ordered_text_area import OrderedTextArea

MAX_CHARS = 262_144
"""More than any text of the API may have."""
MAX_TYPED_CHARS = 131_072
MAX_TYPED_LINE_CHARS = 16_384
"""A longer line is wrapped again with each key: 35 ms with this one, 350 ms with 250,000 characters (measured)."""
SHOWN_CHARS = 2_000
TOO_LONG = "{:,} characters, too long to edit here. {}\n\n{}"
EDITOR_KEY = {"text.editor": "Edit in your editor"}
NO_TERMINAL = "An editor needs the terminal, which this program does not have here."


class TextEditor(OrderedTextArea):
    """A growing text area. The arrows and Tab work as usual, Enter begins a new line.

    Of a long text it shows the beginning, which can only be read; `text` is the whole.
    """

    BINDINGS = bindings("text") + bindings("long text")

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        self._held: str | None = text if is_long(text) else None
        """The whole of a text whose beginning is shown."""
        self._goes_on_at: int | None = None
        """Where the rest of a paste belongs in it, whose first parts have made the text long."""
        super().__init__(
            text * (self._held is None),
            soft_wrap=True,
            compact=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=placeholder,
            id=id,
        )

    @property
    def text(self) -> str:
        """The text, also what is not shown of it."""
        return super().text if self._held is None else self._held

    @text.setter
    def text(self, value: str) -> None:
        self.load_text(value)

    def on_mount(self) -> None:
        """Show the beginning of a long text, with the key that edits it."""
        if self._held is not None:
            self._show(self._held)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = with_newlines(event.text)
        if not isinstance(event, PastePart):
            self._goes_on_at = None
        at = self._goes_on_at
        if (self.read_only and at is None) or len(text) + len(self.text) > MAX_CHARS:
            self.post_message(PasteRefused.longer_than(MAX_CHARS))
            return
        if self._held is None or at is None:
            self.replace(text, *self.selection, maintain_selection_offset=False)
            whole, at = self.text, len(self.get_text_range((0, 0), self.cursor_location))
        else:
            whole, at = self._held[:at] + text + self._held[at:], at + len(text)
        if is_long(whole):
            self._show(whole)
            self._goes_on_at = at
        # The height that limits scrolling is updated at the next refresh only.
        self.call_after_refresh(self.scroll_cursor_visible)

    def action_undo(self) -> None:
        """Undo, unless the text can only be read."""
        if not self.read_only:
            super().action_undo()

    def action_open_editor(self) -> None:
        """Edit the text in the user's editor."""
        try:
            self._edit(find_editor(os.environ))
        except Error as error:
            self.post_message(PasteRefused(str(error)))

    @work(exclusive=True, group="editor")
    async def _edit(self, command: Sequence[str]) -> None:
        app = cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
        sentence = ""
        try:
            with app.suspend():
                try:
                    edited = await edit(self.text, command)
                except Error as error:  # not out of `suspend`, which would leave the terminal to nobody
                    edited, sentence = self.text, str(error)
        except SuspendNotSupported:
            edited, sentence = self.text, NO_TERMINAL
        if edited != self.text:
            self._show(edited)
        if sentence:
            self.post_message(PasteRefused(sentence))

    def _show(self, text: str) -> None:
        """Show a text, or the beginning of a long one."""
        self.read_only = is_long(text)
        self._held = None
        if self.read_only:
            self._held = text
            app = cast("object", self.app)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
            key = app.key_names.describe(EDITOR_KEY) if isinstance(app, HasKeymap) else ""
            text = TOO_LONG.format(len(text), key, text[:SHOWN_CHARS])
        self.load_text(text)


def is_long(text: str) -> bool:
    """Whether each key in this text would be slow."""
    if len(text) <= MAX_TYPED_LINE_CHARS:
        return False
    return len(text) > MAX_TYPED_CHARS or max(map(len, text.split("\n"))) > MAX_TYPED_LINE_CHARS
