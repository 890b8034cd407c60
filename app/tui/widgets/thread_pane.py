"""The left pane: the thread list and, during a search, the field at its top that filters it."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from app.tui.widgets.frames.motion import Motion
from app.tui.widgets.line_input import LineInput
from app.tui.widgets.thread_list import ThreadList


class ThreadPane(Vertical):
    """The thread list, and the filter line while it is open."""

    class QueryChanged(Message):
        """The text of the filter; empty when it is closed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class QuerySubmitted(Message):
        """Enter in the filter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, motion: Motion, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.threads = ThreadList(id="threads", motion=motion)
        self._key_label = ""
        self._filter: LineInput | None = None
        self.searches_ended = 0
        """How often Enter in the filter was carried out; the screen counts."""

    def compose(self) -> ComposeResult:
        """Yield the list alone: the filter is mounted when it is opened."""
        yield self.threads

    def show_search_key(self, key: str) -> None:
        """Show at the top of the list, where the search field opens, the key that opens it."""
        self._key_label = f"{key} Search"
        self.threads.border_title = Content(self._key_label)

    @property
    def is_searching(self) -> bool:
        """Whether the filter line is open."""
        return self._filter is not None

    async def open_filter(self, text: str = "") -> None:
        """Show and focus the filter line, with a text to search for. What is typed next replaces an earlier one."""
        line = self._filter
        if line is None:
            # A new line each time: keys left in the queue of a closed line must not arrive here.
            line = self._filter = LineInput(placeholder="Titles and messages")
            line.border_title = "Search"
            self.threads.border_title = ""
            await self.mount(line, before=self.threads)
        if line is not self._filter:  # closed while it was mounted: another thread was opened in a narrow window
            return
        if text:
            line.show(text)
        else:
            line.call_later(line.select_all)  # behind the keys that are still in its queue
        # `focus` would wait behind the keys already in the queue.
        self.screen.set_focus(line)

    def close_filter(self, *, to_list: bool = True) -> None:
        """Remove the filter line and show all threads again. `to_list`: focus the list."""
        if self._filter is None:
            return
        line, self._filter = self._filter, None
        self.threads.border_title = Content(self._key_label)
        if to_list:
            self.screen.set_focus(self.threads)
        line.remove()
        self.post_message(self.QueryChanged(""))

    def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Show all threads again on Esc."""
        event.stop()
        if event.line is self._filter:
            self.close_filter()

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Post `QuerySubmitted` on Enter."""
        event.stop()
        if event.line is self._filter:
            self.post_message(self.QuerySubmitted(event.text))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Post the query at each edit."""
        event.stop()
        if event.text_area is self._filter:
            self.post_message(self.QueryChanged(event.text_area.text))
