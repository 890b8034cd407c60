"""One line of text: the filter of the thread list, a new title, a pasted key. Shares the code of the message box."""

from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.message import Message

from app.tui.keys.table import bindings
from app.tui.widgets.ordered_text_area import OrderedTextArea


class LineInput(OrderedTextArea):
    """A text area of one row. `masked` shows dots, for secrets."""

    BINDINGS = bindings("line")

    @dataclass
    class Submitted(Message):
        """Enter."""

        text: str

    @dataclass
    class Cancelled(Message):
        """Esc."""

    def __init__(self, text: str = "", *, placeholder: str = "", masked: bool = False, id: str | None = None) -> None:
        super().__init__(
            text, soft_wrap=False, compact=True, highlight_cursor_line=False, placeholder=placeholder, id=id
        )
        self._masked = masked
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        """The line as it is drawn."""
        line = super().get_line(line_index)
        return Text("•" * len(line.plain), end="") if self._masked else line

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(" ".join(event.text.split("\n")).strip("\r "))

    def action_submit(self) -> None:
        """Hand the text on."""
        self.post_message(self.Submitted(self.text.replace("\n", " ").strip()))

    def action_cancel(self) -> None:
        """Say that nothing is wanted."""
        self.post_message(self.Cancelled())
