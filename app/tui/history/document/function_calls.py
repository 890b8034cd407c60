"""The function calls of one step as an entry of the history: what was called and answered, folded."""

from collections.abc import Sequence

import msgspec

from app.api.run_facts import ToolUse
from app.tui.history.document.body import Body, PlainBody
from app.tui.history.document.captions import Captions
from app.tui.history.document.folded_entry import FoldedEntry
from app.tui.history.render.rows import REASONING_LINE, Row, RowBuilder
from app.tui.text.escapes import to_rows
from app.tui.text.one_line import crop, one_line

STYLE = "history--reasoning"
NO_OUTPUT = "no output"
MAX_LINE_CHARS = 400
"""Of each part of the folded line; no terminal is wider."""


def calls_id(step_id: str) -> str:
    """Return the id of the entry for a step."""
    return f"calls {step_id}"


class CallsEntry(FoldedEntry):
    """The calls of one step. What is beyond the length of a fact is on the page of the run."""

    def __init__(self, run_id: str, uses: Sequence[ToolUse]) -> None:
        self._uses = uses
        super().__init__(calls_id(uses[0].step_id), run_id)

    def unfold(self) -> None:
        """Open or close the text."""
        self.toggle()

    def toggle(self) -> None:
        """Open or close the text."""
        self._is_open = not self._is_open
        self.forget()

    @property
    def body(self) -> Body | None:
        """The text, while it is open."""
        return self._body

    def estimate(self, room: int) -> int:
        """Return the rows of a closed entry, an estimate for an open one."""
        if not self._is_open:
            return 2
        return 2 + sum(1 + len(text) // max(1, room) for text in self._text.split("\n"))

    def render(self, builder: RowBuilder, captions: Captions) -> list[Row]:
        """Return the rows made by this builder."""
        if self._rows and builder is self._builder:
            return self._rows
        self._builder, self._body = builder, None
        arrow = "▾" if self._is_open else "▸"
        line = crop(" · ".join(map(describe_use, self._uses)), max(1, builder.room - 2))
        self._rows = builder.sentence(f"{arrow} {line}", STYLE, REASONING_LINE)
        if self._is_open:
            self._body = PlainBody(builder, STYLE)
            self._body.close(self._text)
            self._rows = [*self._rows, *self._body.rows]
        self._rows = [*self._rows, builder.blank]
        return self._rows

    @property
    def _text(self) -> str:
        parts: list[str] = []
        for one in self._uses:
            output = NO_OUTPUT if one.output is None else format_json(one.output)
            parts.append(f"{one.name}\n{format_json(one.arguments)}\n→ {output}")
        return to_rows("\n".join(parts))


def describe_use(use: ToolUse) -> str:
    """Return `get_weather(city="Oslo") → 12 °C` on one line."""
    output = NO_OUTPUT if use.output is None else use.output[:MAX_LINE_CHARS]
    return one_line(f"{use.name}({describe_arguments(use.arguments)}) → {output}")


def describe_arguments(text: str) -> str:
    """Return JSON arguments as keyword arguments, on one line; as they are if they are no JSON object."""
    try:
        arguments = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return one_line(text[:MAX_LINE_CHARS])
    return one_line(", ".join(f"{name}={bytes(value).decode()}" for name, value in arguments.items())[:MAX_LINE_CHARS])


def format_json(text: str) -> str:
    """Return JSON with a line for each value; a text that is no JSON, which a model may write, as it is."""
    try:
        return msgspec.json.format(text, indent=2)
    except (ValueError, RecursionError):
        return text
