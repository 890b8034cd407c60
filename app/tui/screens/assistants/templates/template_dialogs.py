"""The dialogs of prompt templates: which one, and the value of each of its variables."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from app.tui.keys.table import bindings
from app.tui.local_state import UnsentText
from app.tui.screens.assistants.fields.text_editor import TextEditor
from app.tui.screens.assistants.fields.typed_texts import TypedTexts
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.assistants.templates.template_files import Template
from app.tui.screens.dialog import Dialog, Words
from app.tui.screens.search_dialog import SearchDialog
from app.tui.text.listing import Entry
from app.tui.text.one_line import crop_text
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows
from app.tui.widgets.line_input import PasteRefused

MAX_NAME_COLS = 60
VALUE_KEYS = {"value.accept": "Accept", "value.newline": "New line", "dialog.leave": "Cancel"}
DROP_KEYS = {"dialog.leave": "again to drop the values", "value.accept": "Accept"}


class TemplateSearch(SearchLine):
    """The search of the list of templates."""

    BINDINGS = bindings("templates")


class TemplateList(SearchDialog[Template | None]):
    """A dialog that returns the chosen template, or None."""

    def __init__(self, templates: Sequence[Template], text: str = "") -> None:
        """`text`: what to search for at first."""
        choices = SearchList(SingleRows(), can_focus=False, empty_text="Nothing found.")
        super().__init__(TemplateSearch(text, placeholder="Search"), choices)
        self._templates = templates

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="templates"):
            yield self.line
            yield self.list
            yield Words(id="templates-status")

    def on_mount(self) -> None:
        """Show the templates."""
        self.query_one("#templates").border_title = "Prompt templates"
        self.list.show([Entry(one.name, one.name, one.text) for one in self._templates])

    def on_screen_resume(self) -> None:
        """Show the keys, once the line has the focus."""
        self.say(describe_keys(self.active_bindings, {"line.accept": "Insert", "line.leave": "Close"}))

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Return the template."""
        self.dismiss(next(one for one in self._templates if one.name == event.name))

    def say(self, sentence: str) -> None:
        """Show a sentence below the list."""
        self.query_one("#templates-status", Words).say(sentence)


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
        self.insert_typed("\n")


class VariableValue(Dialog[str | None]):
    """A dialog that returns the value of a variable, or None if the user cancelled."""

    BINDINGS = bindings("dialog")

    def __init__(self, name: str, place: str, unsent: UnsentText, *, has_values: bool) -> None:
        """`place`: which of the variables it is, such as `1 of 2`. `has_values`: whether some are typed already.

        `unsent` keeps the values of all variables; after a kill they are shown again.
        """
        super().__init__()
        self._typed = TypedTexts(self, unsent)
        self._name = name
        self._place = place
        self._has_values = has_values
        self._warned_at: str | None = None
        """The text when the user was asked whether to drop the values."""
        self._said_at = ""
        """The text when the last sentence was said."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="variable"):
            yield ValueInput(self._typed.get(self._name))
            yield Words(id="variable-status")

    def on_mount(self) -> None:
        """Say which variable is asked for."""
        box = self.query_one("#variable")
        box.border_title = Content(crop_text(self._name, MAX_NAME_COLS))
        box.border_subtitle = self._place
        value = self.query_one(ValueInput)
        value.move_cursor(value.document.end)
        self.set_focus(value)
        self._show_keys()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Drop what was said about another text. A change may be reported after something was said about it."""
        if self.is_closed:
            return
        self._typed.keep(self._name, event.text_area.text or None)
        if event.text_area.text != self._said_at:
            self._warned_at = None
            self._show_keys()

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
        """Insert nothing; where values were typed, ask once."""
        text = self.query_one(ValueInput).text
        if (text or self._has_values) and text != self._warned_at:
            self._warned_at = text
            self._say(f"Nothing is inserted yet. {describe_keys(self.active_bindings, DROP_KEYS)}")
        else:
            self.dismiss(None)

    def _show_keys(self) -> None:
        self._say(describe_keys(self.active_bindings, VALUE_KEYS))

    def _say(self, sentence: str) -> None:
        self._said_at = self.query_one(ValueInput).text
        self.query_one("#variable-status", Words).say(sentence)
