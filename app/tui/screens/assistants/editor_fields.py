"""The fields of the editor: each is a label, an input and a line for what the API refuses in it."""

from collections.abc import Callable
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from app.tui.screens.assistants.fields.model_field import ModelField, ModelLine
from app.tui.screens.assistants.fields.option_field import OptionField
from app.tui.screens.assistants.fields.text_editor import TextEditor
from app.tui.screens.assistants.form import EFFORTS, Texts
from app.tui.screens.dialog import Words
from app.tui.widgets.line_input import LineInput

EFFORT_LABELS = {one: one or "the model's default" for one in EFFORTS}
FORMAT_LABELS = {"auto": "auto", "text": "text", "json_object": "JSON object", "json_schema": "JSON schema"}

Make = Callable[[str, str], Widget]
"""Makes an input from its text and its id."""


class FieldKind(NamedTuple):
    """A field: its name in the form, its label, and what makes its input."""

    name: str
    label: str
    make: Make


def make_line(placeholder: str) -> Make:
    """Return what makes a line."""

    def make(text: str, id: str) -> Widget:
        return LineInput(text, placeholder=placeholder, id=id)

    return make


def make_editor(placeholder: str) -> Make:
    """Return what makes a text area."""

    def make(text: str, id: str) -> Widget:
        return TextEditor(text, placeholder=placeholder, id=id)

    return make


def make_options(labels: dict[str, str]) -> Make:
    """Return what makes a field with options."""

    def make(text: str, id: str) -> Widget:
        return OptionField(labels, text, id=id)

    return make


def make_model(text: str, id: str) -> Widget:
    """Make the field for the model."""
    return ModelField(text, placeholder="the default model", id=id)


FIELDS = (
    FieldKind("name", "Name", make_line("")),
    FieldKind("instructions", "Instructions", make_editor("What the assistant is and how it answers")),
    FieldKind("model", "Model", make_model),
    FieldKind("temperature", "Temperature, 0 to 2", make_line("1")),
    FieldKind("top_p", "Top P, 0 to 1", make_line("1")),
    FieldKind("reasoning_effort", "Reasoning effort", make_options(EFFORT_LABELS)),
    FieldKind("response_format", "Response format", make_options(FORMAT_LABELS)),
    FieldKind("json_schema", "JSON schema", make_editor('{"type": "object", "properties": {}}')),
    FieldKind("metadata", "Metadata, one key: value per line", make_editor("key: value")),
)
"""In the order on screen."""


class Field(Vertical):
    """A field on screen."""

    def __init__(self, kind: FieldKind, text: str) -> None:
        super().__init__(classes="field")
        self.kind = kind
        self._start = text
        self._input_id = f"field-{kind.name}"
        self._mistaken = ""
        """The text in which a mistake was found."""
        self._mistake = Words(classes="field-mistake")

    def compose(self) -> ComposeResult:
        """Yield the label, the input and the line for a mistake."""
        yield Words(self.kind.label, classes="field-label")
        yield self.kind.make(self._start, self._input_id)
        self._mistake.display = False
        yield self._mistake

    @property
    def input(self) -> LineInput | TextEditor | OptionField:
        """The widget that has the focus when the field is edited."""
        found = self.query_one(f"#{self._input_id}")
        assert isinstance(found, LineInput | TextEditor | OptionField)
        return found

    @property
    def text(self) -> str:
        """The text of the field."""
        one = self.input
        return one.value if isinstance(one, OptionField) else one.text

    def show(self, text: str) -> None:
        """Show another text."""
        one = self.input
        if text == self.text:
            return
        if isinstance(one, OptionField | LineInput):
            one.show(text)
        else:
            one.load_text(text)

    def show_mistake(self, sentence: str) -> None:
        """Show what is wrong here; an empty sentence removes it."""
        self._mistaken = self.text
        self._mistake.say(sentence)
        self._mistake.display = bool(sentence)

    def note_edit(self) -> None:
        """Remove what was said about another text, and list the models that match this one.

        A change may be reported after the text was checked.
        """
        if self.text != self._mistaken:
            self.show_mistake("")
        if isinstance(self.input, ModelLine):
            self.input.match()


def read_texts(fields: list[Field]) -> Texts:
    """Return the texts of all fields."""
    return {field.kind.name: field.text for field in fields}
