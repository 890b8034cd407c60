"""A dialog with a list to choose from, and above it the line that searches the list.

The line has the focus always: letters search, and the commands of the dialog are keys that type nothing.
"""

from textual import events
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import TextArea

from app.tui.screens.dialog import Dialog
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.line_input import LineInput, PasteRefused


class SearchDialog(Dialog[ScreenResultType]):
    """A dialog that returns something that can be searched for. It composes `line` and `list` itself."""

    def __init__(self, line: SearchLine, choices: SearchList) -> None:
        """The text of the line is searched for at first."""
        super().__init__()
        self.line = line
        self.list = choices
        self.query_text = line.text

    def on_mount(self) -> None:
        """Focus the line at once: what is typed next belongs there."""
        self.set_focus(self.line)
        self.list.search(self.query_text)

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Return what a mouse button pressed anywhere focuses: after a click, typing still searches."""
        return self.line

    def on_key(self, event: events.Key) -> None:
        """Pass a key on to the line where that has lost the focus: Textual takes it where a layout leaves no room."""
        if self.focused is None:
            event.stop()
            self.set_focus(self.line)
            self.line.post_message(event)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Search for what is typed."""
        event.stop()
        if event.text_area.text != self.query_text:
            self.query_text = event.text_area.text
            self.search(self.query_text)

    def on_search_line_moved(self, event: SearchLine.Moved) -> None:
        """Move the cursor of the list."""
        event.stop()
        if event.is_page:
            self.list.action_page(event.by)
        else:
            self.list.action_move(event.by)
        self.note_move()

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Choose the entry under the cursor. Without a hit the dialog stays open."""
        event.stop()
        self.list.action_take()

    def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Leave what has been begun, else close."""
        event.stop()
        self.leave()

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        event.stop()
        self.say(event.sentence)

    def search(self, text: str) -> None:
        """Show what matches a text."""
        self.list.search(text)

    def note_move(self) -> None:
        """The user has moved the cursor."""

    def leave(self) -> None:
        """Close, and choose nothing."""
        self.dismiss(None)

    def say(self, sentence: str) -> None:
        """Show a sentence."""
