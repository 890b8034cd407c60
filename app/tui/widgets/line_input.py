"""A one-line input, for the filter of the thread list, a new title or a pasted key."""

from rich.text import Text
from textual import events
from textual.message import Message

from app.tui.keys.table import bindings
from app.tui.text.typed import with_newlines
from app.tui.widgets.ordered_text_area import OrderedTextArea

MAX_LINE_CHARS = 4_096
"""More makes each key after a paste slow, and belongs in no line."""


class PasteRefused(Message):
    """A paste was too long. The screen says so where it can be seen: notices are shown below a dialog."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence

    @classmethod
    def longer_than(cls, limit: int) -> "PasteRefused":
        """Make the message for a limit in characters."""
        return cls(f"Not pasted: at most {limit:,} characters fit here.")


class LineInput(OrderedTextArea):
    """A text area of one row. `masked` shows dots, for secrets; `one_word`: a paste of several words is not for it."""

    BINDINGS = bindings("line") + bindings("text")
    is_one_line = True

    class Submitted(Message):
        """Enter."""

        def __init__(self, line: "LineInput", text: str) -> None:
            super().__init__()
            self.line = line
            self.text = text

    class Cancelled(Message):
        """Esc."""

        def __init__(self, line: "LineInput") -> None:
            super().__init__()
            self.line = line

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        masked: bool = False,
        one_word: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(
            text, soft_wrap=False, compact=True, highlight_cursor_line=False, placeholder=placeholder, id=id
        )
        self._masked = masked
        self._one_word = one_word
        self.move_cursor(self.document.end)

    def show(self, text: str) -> None:
        """Replace the text, as one line, with the caret behind it."""
        self.load_text(" ".join(text.split()))
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        """Return the line as drawn."""
        line = super().get_line(line_index)
        if self._masked:
            return Text("•" * len(line.plain), end="")
        return line

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        if self._one_word and len(event.text.split()) > 1:
            return  # it is meant for another place: whoever holds the line decides
        event.stop()
        if len(event.text) + len(self.text) - len(self.selected_text) > MAX_LINE_CHARS:
            self.post_message(PasteRefused.longer_than(MAX_LINE_CHARS))
            return
        super().insert_typed(with_newlines(event.text).replace("\n", " ").strip())

    def insert_typed(self, text: str) -> None:
        """Insert what a key typed, with a blank for a line end."""
        super().insert_typed(text.replace("\n", " "))

    def action_submit(self) -> None:
        """Post `Submitted` with the text."""
        self.post_message(self.Submitted(self, self.text.replace("\n", " ").strip()))

    def action_cancel(self) -> None:
        """Post `Cancelled`."""
        self.post_message(self.Cancelled(self))
