"""The left pane: the thread list and, while it is wanted, the line that filters it."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TextArea

from app.tui.widgets.line_input import LineInput
from app.tui.widgets.thread_list import ThreadList


class ThreadPane(Vertical):
    """The list with its title; `QueryChanged` says what to look for."""

    @dataclass
    class QueryChanged(Message):
        """The text of the filter; empty when it is closed."""

        text: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.threads = ThreadList(id="threads")
        self.threads.border_title = "Threads"

    def compose(self) -> ComposeResult:
        """Only the list; the filter comes when it is asked for."""
        yield self.threads

    async def open_filter(self) -> None:
        """Show the filter line, or go to it."""
        if not self.query("#filter"):
            await self.mount(LineInput(placeholder="Filter and search", id="filter"), before=self.threads)
        # At once: `focus` would wait behind the keys that are here already.
        self.screen.set_focus(self.query_one("#filter"))

    async def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Esc shows all threads again."""
        event.stop()
        self.threads.focus()
        await self.query("#filter").remove()
        self.post_message(self.QueryChanged(""))

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Enter goes to the hits."""
        event.stop()
        self.threads.focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        self.post_message(self.QueryChanged(event.text_area.text))
