"""Notes under the last message: how the run ended, what it waits for, or why a message was not sent."""

from typing import Literal

from app.tui.history.render.rows import Row, RowBuilder
from app.tui.text.escapes import remove_escapes

NoteKind = Literal["status", "error"]


class Notes:
    """Notes by key, in the order in which the keys were first used."""

    def __init__(self) -> None:
        self._notes: dict[str, tuple[str, NoteKind]] = {}
        self._rendered: dict[str, tuple[RowBuilder, list[Row]]] = {}

    def put(self, key: str, text: str, kind: NoteKind) -> bool:
        """Set a note. Return whether anything changed."""
        note = (remove_escapes(text), kind)
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
        rows: list[Row] = []
        for key, (text, kind) in self._notes.items():
            rendered = self._rendered.get(key)
            if rendered is None or rendered[0] is not builder:
                lines = text.split("\n")
                rendered = (builder, [row for line in lines for row in builder.sentence(line, f"history--{kind}")])
                self._rendered[key] = rendered
            rows += rendered[1]
        return rows
