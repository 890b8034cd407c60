"""What clicks in the history do: choose messages, press their buttons, select words, copy code, unfold, open links."""

from rich.style import Style
from textual.events import Click
from textual.geometry import Offset
from textual.widget import Widget

from app.tui.history import row_painter as labels
from app.tui.history.document.document import Document
from app.tui.history.document.entry import Entry
from app.tui.history.message_cursor import MessageCursor
from app.tui.history.render.html_tags import FOOTNOTE_META
from app.tui.history.render.rows import ANSWER_LINE, HEADER_LINE, MORE_LINE, REASONING_LINE
from app.tui.history.row_painter import RowPainter
from app.tui.history.selection import selection_at
from app.tui.history.transcript import Transcript
from app.tui.history.view.copying import SAVES_CODE, copy
from app.tui.history.view.footnotes import FootnoteClicked
from app.tui.history.view.link_clicks import LinkClicked, PictureClicked
from app.tui.pictures.stand_ins import PICTURE_META
from app.tui.widgets.clicks import find_clicked_cell

ACTIONS = {
    labels.COPY: "copy_message",
    labels.COPY_CODE: "copy_code",
    labels.RETRY: "screen.retry",
    labels.REGENERATE: "screen.regenerate",
    labels.EDIT: "screen.edit",
    labels.FORK: "screen.fork",
    labels.PREVIOUS_SIBLING: "screen.walk_siblings(-1)",
    labels.NEXT_SIBLING: "screen.walk_siblings(1)",
}
"""The action of each button."""


class Mouse:
    """Handles clicks on the rows of one widget."""

    def __init__(
        self,
        widget: Widget,
        document: Document,
        painter: RowPainter,
        transcript: Transcript,
        cursor: MessageCursor,
    ) -> None:
        self._widget = widget
        self._document = document
        self._painter = painter
        self._transcript = transcript
        self._cursor = cursor

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
            self._act(cell, event.style)

    def _select(self, offset: Offset, *, word: bool) -> None:
        screen = self._widget.screen
        widget, place = screen.get_widget_and_offset_at(*offset)
        if widget is not self._widget or place is None:
            return
        found = selection_at(self._document, place, word=word)
        if found is not None:
            screen.selections = {self._widget: found}

    def _act(self, cell: Offset, style: Style) -> None:
        """Press a button, copy the code block whose header was clicked, unfold a long message or a section, or ask
        to open a link.

        Any other click chooses the message, which then has its buttons; one beside all messages chooses none.
        """
        placed = self._painter.row_at(cell.y)
        button = self._find_button(cell)
        if button:
            self._widget.call_next(self._widget.run_action, ACTIONS[button])
            return
        if placed is None:
            self._choose(None)
            return
        slot = placed.serial - self._document.first
        line = self._document.line_at(slot, placed.row.line)
        if placed.row.line in (MORE_LINE, REASONING_LINE):
            self._transcript.unfold(self._document.entries[slot], close=placed.row.line == REASONING_LINE)
        elif placed.row.line == ANSWER_LINE:
            self._widget.call_next(self._widget.run_action, "screen.show_waiting_runs")
        elif line is not None and line.section:
            self._transcript.unfold(self._document.entries[slot], section=placed.row.line)
        elif line is not None and line.code is not None:
            copy(self._widget, line.code, "the code block", SAVES_CODE)
        elif line is not None and style.link:
            self._widget.post_message(LinkClicked(style.link, self._document.entries[slot].source))
        elif line is not None and PICTURE_META in style.meta:
            pictures = self._document.entries[slot].pictures
            self._widget.post_message(PictureClicked(pictures, int(style.meta[PICTURE_META])))
        elif line is not None and FOOTNOTE_META in style.meta:
            self._widget.post_message(FootnoteClicked(slot, placed.row.line, str(style.meta[FOOTNOTE_META])))
        elif self._widget.text_selection is None:
            if placed.row.line == HEADER_LINE and not self._document.entries[slot].is_message:
                slot += 1  # the message below has no header of its own
            self._choose(self._document.entries[slot] if slot < len(self._document.entries) else None)

    def _find_button(self, cell: Offset) -> str:
        header = self._painter.find_header(cell.y) if self._cursor.is_clicked or self._widget.has_focus else None
        buttons = header.buttons if header else ()
        return next((one.label for one in buttons if one.start <= cell.x < one.end), "")

    def _choose(self, entry: Entry | None) -> None:
        self._cursor.click(entry if entry and entry.is_message else None)
        self._widget.refresh()
