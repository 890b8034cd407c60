"""What clicks in the history do: select words, copy code, unfold messages, open links."""

from textual.app import App
from textual.events import Click
from textual.geometry import Offset
from textual.widget import Widget

from app.tui.history.document.document import Document
from app.tui.history.render.inline import OPENED_SCHEMES
from app.tui.history.render.rows import MORE_LINE, REASONING_LINE
from app.tui.history.row_painter import RowPainter
from app.tui.history.selection import selection_at
from app.tui.history.transcript import Transcript
from app.tui.widgets.clicks import find_clicked_cell

NOTICE_S = 2.0


class Mouse:
    """Handles clicks on the rows of one widget."""

    def __init__(self, widget: Widget, document: Document, painter: RowPainter, transcript: Transcript) -> None:
        self._widget = widget
        self._document = document
        self._painter = painter
        self._transcript = transcript

    def click(self, event: Click) -> None:
        """Act on the row that was clicked; a double click selects a word, a triple one the paragraph."""
        if event.chain > 1:
            event.prevent_default()  # the inherited handler would select the whole history
        cell = find_clicked_cell(self._widget, event)
        if cell is None:
            return
        if event.chain > 1:
            self._select(event.screen_offset, word=event.chain == 2)
        else:
            self._act(cell.y, event.style.link)

    def _select(self, offset: Offset, *, word: bool) -> None:
        screen = self._widget.screen
        widget, place = screen.get_widget_and_offset_at(*offset)
        if widget is not self._widget or place is None:
            return
        found = selection_at(self._document, place, word=word)
        if found is not None:
            screen.selections = {self._widget: found}

    def _act(self, y: int, link: str | None) -> None:
        """Copy the code block whose header was clicked, unfold a long message at its last row, or open a link."""
        placed = self._painter.row_at(y)
        if placed is None:
            return
        slot = placed.serial - self._document.first
        line = self._document.line_at(slot, placed.row.line)
        if placed.row.line in (MORE_LINE, REASONING_LINE):
            self._transcript.unfold(self._document.entries[slot], close=placed.row.line == REASONING_LINE)
        elif line is None:
            return
        elif line.code is not None:
            copy(self._widget, line.code, "the code block")
        elif link and link.startswith(OPENED_SCHEMES):
            _app(self._widget).open_url(link)


def copy(widget: Widget, text: str, what: str) -> None:
    """Copy a text and show a notice. Whether the terminal took it is unknown: OSC 52 has no answer."""
    _app(widget).copy_to_clipboard(text)
    widget.notify(f"Copied {what}", timeout=NOTICE_S, markup=False)


def _app(widget: Widget) -> App[object]:
    return widget.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # Textual leaves a type out
