"""The dialogs of prompt templates: which one, and the value of each of its variables."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static, TextArea

from app.tui.keys.table import bindings
from app.tui.screens.assistants.fields.inputs import PasteRefused, ShortLine, TextEditor
from app.tui.screens.assistants.fields.item_rows import Item, ItemRows, crop_text
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.assistants.templates.template_files import Template
from app.tui.screens.dialog import Dialog
from app.tui.widgets.line_input import LineInput

MAX_NAME_COLS = 60


class TemplateLine(ShortLine):
    """The search, with the keys of the list."""

    BINDINGS = bindings("templates")


class TemplateList(Dialog[Template | None]):
    """A dialog that returns the chosen template, or None."""

    def __init__(self, templates: Sequence[Template], text: str = "") -> None:
        """`text`: what to search for at first."""
        super().__init__()
        self._templates = templates
        self._matching = templates
        self._text = text

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="templates"):
            yield TemplateLine(self._text, placeholder="Search")
            yield ItemRows(empty_text="Nothing found.")
            yield Static(id="templates-status", markup=False)

    def on_mount(self) -> None:
        """Show what matches."""
        self.query_one("#templates").border_title = "Prompt templates"
        self.set_focus(self.query_one(TemplateLine))
        keys = describe_keys(self.active_bindings, {"line.accept": "insert", "line.leave": "close"})
        self.query_one("#templates-status", Static).update(keys)
        self._search(self._text)

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Return what a mouse button pressed anywhere focuses."""
        return self.query_one(TemplateLine)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.query_one(ItemRows).move(by)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Search for what is typed."""
        if event.text_area.text != self._text:
            self._search(event.text_area.text)

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Take the template under the cursor."""
        if event.text != self._text.strip():  # typed right before Enter
            self._search(event.text)
        self._take()

    def on_line_input_cancelled(self) -> None:
        """Close."""
        self.dismiss(None)

    def on_item_rows_clicked(self) -> None:
        """Take the clicked template."""
        self._take()

    def _take(self) -> None:
        at = self.query_one(ItemRows).at
        if 0 <= at < len(self._matching):
            self.dismiss(self._matching[at])

    def _search(self, text: str) -> None:
        self._text = text
        words = text.casefold().split()
        self._matching = [one for one in self._templates if all(word in one.name.casefold() for word in words)]
        self.query_one(ItemRows).show([Item(one.name, one.text) for one in self._matching])


class ValueInput(TextEditor):
    """The text area for a value: Enter accepts it."""

    BINDINGS = bindings("value")

    class Accepted(Message):
        """Enter."""

    def action_accept(self) -> None:
        """Post `Accepted`."""
        self.post_message(self.Accepted())

    def action_insert_newline(self) -> None:
        """Insert a line break."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)


class VariableValue(Dialog[str | None]):
    """A dialog that returns the value of a variable, or None if the user cancelled."""

    BINDINGS = bindings("dialog")

    def __init__(self, name: str, place: str) -> None:
        """`place`: which of the variables it is, such as `1 of 2`."""
        super().__init__()
        self._name = name
        self._place = place

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="variable"):
            yield ValueInput()
            yield Static(id="variable-status", markup=False)

    def on_mount(self) -> None:
        """Say which variable is asked for."""
        box = self.query_one("#variable")
        box.border_title = Content(crop_text(self._name, MAX_NAME_COLS))
        box.border_subtitle = self._place
        self.set_focus(self.query_one(ValueInput))
        keys = {"value.accept": "accept", "value.newline": "new line", "dialog.leave": "cancel"}
        self._say(describe_keys(self.active_bindings, keys))

    def on_value_input_accepted(self) -> None:
        """Return the value."""
        self.action_save()

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence)

    def action_save(self) -> None:
        """Return the value."""
        self.dismiss(self.query_one(ValueInput).text)

    def action_leave(self) -> None:
        """Insert nothing."""
        self.dismiss(None)

    def _say(self, sentence: str) -> None:
        self.query_one("#variable-status", Static).update(sentence)
