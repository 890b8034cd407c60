"""Draws the page of a run: paragraphs wrapped to the width. Only the rows on screen are drawn."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.tui.screens.runs.report import Paragraph
from app.tui.text.one_line import crop
from app.tui.text.widths.columns import wrap_cells
from app.tui.theme.no_colour import find_look
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed

NAME_COLS = 18
"""Of the names of facts."""
WIDE_COLS = 48
"""In a narrower page the text follows its name."""
INDENT_COLS = 2

Row = tuple[tuple[str, str], ...]
"""Pieces of a row, each with its look."""


@blank_once_removed
class ReportView(ScrollView, can_focus=True):
    """The paragraphs. What is on screen stays there while more comes below, unless the end was in view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "report-view--heading",
        "report-view--name",
        "report-view--dim",
        "report-view--more",
        "report-view--error",
    }

    class MoreClicked(Message):
        """The user wants to see long texts whole."""

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs: Sequence[Paragraph] = ()
        self._rows: list[Row] = []
        self._laid_out: dict[Paragraph, list[Row]] = {}
        self._width = 0

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these paragraphs."""
        if paragraphs != self._paragraphs:
            self._paragraphs = paragraphs
            self._lay_out()

    def on_resize(self) -> None:
        """Lay the page out for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        known = self._laid_out if width == self._width else {}
        self._width = width
        self._laid_out = {one: known.get(one) or wrap(one, width) for one in self._paragraphs}
        at_end = 0 < self.max_scroll_y <= self.scroll_target_y  # where a scroll that is animated goes
        self._rows = [row for one in self._paragraphs for row in self._laid_out[one]]
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()
        if at_end:
            self.scroll_end(animate=False, force=True, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Show more where it says that there is more."""
        cell = find_clicked_cell(self, event)
        at = cell.y + self.scroll_offset.y if cell else len(self._rows)
        if at < len(self._rows) and any(look == "more" for _, look in self._rows[at]):
            self.post_message(self.MoreClicked())

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        width, at = self.scrollable_content_region.width, y + self.scroll_offset.y
        row = self._rows[at] if at < len(self._rows) else ()
        return Strip([Segment(text, self._look(look)) for text, look in row]).adjust_cell_length(width, self._look(""))

    def _look(self, name: str) -> Style:
        if not name:
            return self.visual_style.rich_style
        return find_look(self, f"report-view--{name}").rich_style


def wrap(paragraph: Paragraph, width: int) -> list[Row]:
    """Return the rows of a paragraph in this width."""
    name = paragraph.name
    if not name:
        return _wrap_text(paragraph.text, paragraph.look, min(paragraph.indent, width // 3), width)
    if width >= WIDE_COLS and cell_len(name) < NAME_COLS:
        first, *rest = _wrap_text(paragraph.text, paragraph.look, NAME_COLS, width)
        return [((set_cell_size(name, NAME_COLS), "name"), *first[1:]), *rest]
    name = crop(name, width - INDENT_COLS)
    first, *rest = _wrap_text(f"{name} {paragraph.text}", paragraph.look, INDENT_COLS, width)
    words = first[1][0]
    return [((words[: len(name)], "name"), (words[len(name) :], paragraph.look)), *rest]


def _wrap_text(text: str, look: str, indent: int, width: int) -> list[Row]:
    return [
        ((" " * indent, ""), (line[span.start : span.end], look))
        for line in text.split("\n")
        for span in wrap_cells(line, max(1, width - indent))
    ]
