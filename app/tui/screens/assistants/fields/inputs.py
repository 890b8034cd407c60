"""The inputs of the dialogs of this package. They take no paste that would make each key after it slow."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from app.tui.text.typed import with_newlines
from app.tui.widgets.line_input import LineInput
from app.tui.widgets.ordered_text_area import OrderedTextArea

MAX_LINE_CHARS = 4_096
MAX_CHARS = 262_144
"""More than any text of the API may have. A key in a longer text takes a second (measured)."""


@dataclass
class PasteRefused(Message):
    """A paste was too long, for the dialog to say so: notices are shown below it."""

    sentence: str

    @classmethod
    def longer_than(cls, limit: int) -> "PasteRefused":
        """Make the message for a limit in characters."""
        return cls(f"Not pasted: at most {limit:,} characters fit here.")


class ShortLine(LineInput):
    """A line that takes no paste of more than `MAX_LINE_CHARS`."""

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handler of the base class itself, unless the default is prevented.
        if len(event.text) + len(self.text) > MAX_LINE_CHARS:
            event.prevent_default()
            event.stop()
            self.post_message(PasteRefused.longer_than(MAX_LINE_CHARS))


class TextEditor(OrderedTextArea):
    """A growing text area. The arrows and Tab work as usual, Enter begins a new line."""

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            text,
            soft_wrap=True,
            compact=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=placeholder,
            id=id,
        )

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = with_newlines(event.text)
        if len(text) + len(self.text) > MAX_CHARS:
            self.post_message(PasteRefused.longer_than(MAX_CHARS))
            return
        self.replace(text, *self.selection, maintain_selection_offset=False)
        # The height that limits scrolling is updated at the next refresh only.
        self.call_after_refresh(self.scroll_cursor_visible)
