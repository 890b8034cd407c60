"""Notes under the last message: how the run ended, what it waits for, or why a message was not sent."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.tui.history.document.notes.run_line import HINT, RunLine
from app.tui.history.document.notes.welcome import Welcome
from app.tui.history.render.rows import ANSWER_LINE, NO_LINE, Row, RowBuilder
from app.tui.keys.key_names import KeyNames
from app.tui.text.escapes import to_rows

NoteKind = Literal["status", "error"]


class Sentence(NamedTuple):
    """A note of a few words."""

    text: str
    kind: NoteKind

    def render(self, builder: RowBuilder) -> list[Row]:
        """Make its rows."""
        lines = to_rows(self.text).split("\n")
        return [row for line in lines for row in builder.sentence(line, f"history--{self.kind}")]


class Block(NamedTuple):
    """A note with a bar at its left: a bold reason, details, and the keys that help. A click answers a question."""

    reason: str
    details: Sequence[str] = ()
    keys: str = ""
    kind: Literal["error", "warning"] = "error"
    is_question: bool = False

    def render(self, builder: RowBuilder) -> list[Row]:
        """Make its rows."""
        barred = builder.barred(f"history--{self.kind}")
        texts = [(self.reason, "history--reason"), *((one, "history--status") for one in self.details)]
        lines = [(line, style) for text, style in texts for line in to_rows(text).split("\n") if line]
        rows = [row for line, style in lines for row in barred.sentence(line, style)]
        if self.keys:
            rows += barred.sentence(self.keys, "history--keys", ANSWER_LINE if self.is_question else NO_LINE)
        return rows


class Notes:
    """Notes by key, in the order in which the keys were first used; a welcome above them, the run below."""

    def __init__(self, keys: KeyNames) -> None:
        self.is_hidden = False
        """Whether the newest message, below which they belong, is not here."""
        self.welcome = Welcome()
        self.run_line = RunLine()
        self._notes: dict[str, Sentence | Block] = {}
        self._rendered: dict[str, tuple[RowBuilder, list[Row]]] = {}
        self.welcome.keys = keys
        self.run_line.hint = keys.fill(HINT)

    def put(self, key: str, note: Sentence | Block) -> bool:
        """Set a note. Return whether anything changed."""
        if self._notes.get(key) == note:
            return False
        self._notes[key] = note
        self._rendered.pop(key, None)
        return True

    def remove(self, key: str) -> bool:
        """Remove a note. Return whether it was there."""
        self._rendered.pop(key, None)
        return self._notes.pop(key, None) is not None

    def render(self, builder: RowBuilder) -> list[Row]:
        """Make the rows of all notes."""
        if self.is_hidden:
            return []
        rows = [*self.welcome.render(builder)]
        for key, note in self._notes.items():
            rendered = self._rendered.get(key)
            if rendered is None or rendered[0] is not builder:
                rendered = self._rendered[key] = (builder, note.render(builder))
            rows += rendered[1]
        return rows + self.run_line.render(builder)
