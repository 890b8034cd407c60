"""The text area of the dialogs of this package. It takes no paste that would make each key after it slow."""

from textual import events

from app.tui.keys.table import bindings
from app.tui.text.typed import with_newlines
from app.tui.widgets.line_input import PasteRefused
from app.tui.widgets.ordered_text_area import OrderedTextArea

MAX_CHARS = 262_144
"""More than any text of the API may have. A key in a longer text takes a second (measured)."""


class TextEditor(OrderedTextArea):
    """A growing text area. The arrows and Tab work as usual, Enter begins a new line."""

    BINDINGS = bindings("text")

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
