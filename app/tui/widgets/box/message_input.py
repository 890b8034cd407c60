"""The message box: it grows to ten rows, sends on Enter and recalls earlier prompts.

Its content is a `Draft`. A paste too long to edit is shown as a chip on the border and sent whole.
"""

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from app.tui.keys.table import bindings
from app.tui.text.draft import Draft, full_text, join_drafts
from app.tui.text.typed import with_newlines
from app.tui.widgets.box.prompt_history import PromptHistory
from app.tui.widgets.ordered_text_area import OrderedTextArea

MAX_INLINE_PASTE_CHARS = 65_536
"""A longer paste becomes a chip: a text area that holds more takes 16 ms or more for each key (measured)."""


class MessageInput(OrderedTextArea):
    """The message box. Posts `Submitted` and `Edited`; the screen decides what happens to the text."""

    BINDINGS = bindings("box")

    @dataclass
    class Submitted(Message):
        """A draft was sent. It is not blank, and no longer in the box; `take_back` puts it back."""

        draft: Draft
        number: int = 0
        """How many drafts were submitted up to this one."""

    class Edited(Message):
        """The draft changed."""

    @dataclass
    class ScrollRequested(Message):
        """A key that scrolls the history was pressed. `action` is the one of the history to run."""

        action: str

    class QuitRequested(Message):
        """Ctrl+D was pressed in an empty box."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            soft_wrap=True,
            compact=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            id=id,
        )
        self.prompts = PromptHistory()
        self.sent = 0
        """How many drafts were submitted."""
        self._pasted: tuple[str, ...] = ()

    @property
    def draft(self) -> Draft:
        """The content of the box."""
        return Draft(text=self.text, pasted=self._pasted)

    def show(self, draft: Draft) -> None:
        """Put a draft into the box, with the caret at its end."""
        if draft != self.draft:
            self.load_text(draft.text)
            self._set_pasted(draft.pasted)
        self.move_cursor(self.document.end)

    def take_back(self, draft: Draft) -> None:
        """Return a submitted draft that was not sent, above what was typed since."""
        self.show(join_drafts(draft, self.draft))

    def action_send(self) -> None:
        r"""Submit the draft; after a `\` insert a new line instead, for terminals without another key for it."""
        row, column = self.cursor_location
        if self.document.get_line(row)[:column].endswith("\\"):
            self.replace("\n", (row, column - 1), (row, column))
        elif full_text(self.draft):
            # Clear the box now, not when the screen handles the message: what is typed meanwhile is the next draft.
            self.sent += 1
            self.post_message(self.Submitted(self.draft, self.sent))
            self.show(Draft())

    def action_insert_newline(self) -> None:
        """Insert a line break."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)

    def action_recall_earlier(self) -> None:
        """Move up; on the first visual row recall the previous prompt."""
        if self.wrapped_document.location_to_offset(self.cursor_location).y == 0:
            self._recall(self.prompts.older(self.text))
        else:
            self.action_cursor_up()

    def action_recall_later(self) -> None:
        """Move down; on the last visual row recall the next prompt."""
        if self.wrapped_document.location_to_offset(self.cursor_location).y >= self.wrapped_document.height - 1:
            self._recall(self.prompts.newer(self.text))
        else:
            self.action_cursor_down()

    def action_delete_left(self) -> None:
        """Delete to the left; in an empty box remove the last paste."""
        if not self.text and self._pasted:
            self._set_pasted(self._pasted[:-1])
            self.post_message(self.Edited())
        else:
            super().action_delete_left()

    def action_delete_right(self) -> None:
        """Delete to the right; in an empty box quit, as a shell does."""
        if self.draft:
            super().action_delete_right()
        else:
            self.post_message(self.QuitRequested())

    def action_scroll_history(self, action: str) -> None:
        """Scroll the history while the box keeps the focus."""
        self.post_message(self.ScrollRequested(action))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Post `Edited` for each edit."""
        event.stop()
        self.post_message(self.Edited())

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handlers of the base classes itself, unless the default is prevented.
        # modifyOtherKeys of xterm and tmux reports these; Textual finds no text in the first two (measured).
        if event.key == "shift+space":
            event.key, event.character = "space", " "
        elif event.key == "shift+backspace":
            event.prevent_default()
            event.stop()
            self.action_delete_left()
        elif event.key == "shift+\r":
            event.prevent_default()
            event.stop()
            self.action_insert_newline()

    async def _on_paste(self, event: events.Paste) -> None:
        text = with_newlines(event.text)
        event.prevent_default()
        event.stop()
        if len(text) < MAX_INLINE_PASTE_CHARS:
            self.replace(text, *self.selection, maintain_selection_offset=False)
            # The height that limits scrolling is updated at the next refresh only.
            self.call_after_refresh(self.scroll_cursor_visible)
        else:
            self._set_pasted((*self._pasted, text))
            self.post_message(self.Edited())

    def _recall(self, prompt: str | None) -> None:
        if prompt is not None:
            self.load_text(prompt)
            self.move_cursor(self.document.end)

    def _set_pasted(self, pasted: tuple[str, ...]) -> None:
        self._pasted = pasted
        self.border_title = Content(" ".join(describe_paste(text) for text in pasted))


def describe_paste(text: str) -> str:
    """Describe a long paste by its size and lines."""
    size = len(text.encode())
    amount = f"{size / 1e3:.0f} KB"
    if size >= 1e6:
        amount = f"{size / 1e6:.1f} MB"
    return f"[pasted {amount}, {text.count(chr(10)) + 1:,} lines]"
