"""The run's own lines under the last message: its status while it works, its error when it failed."""

from typing import Literal

from app.tui.history.render.rows import Row, RowBuilder
from app.tui.text.escapes import harmless

NoteKind = Literal["status", "error"]


class Notes:
    """Notes in the order they were first put, each under its key."""

    def __init__(self) -> None:
        self._notes: dict[str, tuple[str, NoteKind]] = {}
        self._made: dict[str, tuple[RowBuilder, list[Row]]] = {}

    def put(self, key: str, text: str, kind: NoteKind) -> bool:
        """Set or change a note. Whether anything changed."""
        note = (harmless(text), kind)
        if self._notes.get(key) == note:
            return False
        self._notes[key] = note
        self._made.pop(key, None)
        return True

    def remove(self, key: str) -> bool:
        """Take a note away. Whether it was there."""
        self._made.pop(key, None)
        return self._notes.pop(key, None) is not None

    def render(self, builder: RowBuilder) -> list[Row]:
        """Make the rows of all notes."""
        rows: list[Row] = []
        for key, (text, kind) in self._notes.items():
            made = self._made.get(key)
            if made is None or made[0] is not builder:
                lines = text.split("\n")
                made = (builder, [row for line in lines for row in builder.sentence(line, f"history--{kind}")])
                self._made[key] = made
            rows += made[1]
        return rows
