"""The rows on screen: which of them changed, and how each is painted."""

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from app.tui.history.document.document import Document, PlacedRow
from app.tui.history.document.entry import Entry
from app.tui.history.message_cursor import MessageCursor
from app.tui.history.render.header import Header
from app.tui.history.render.lines import Line
from app.tui.history.render.rows import COMPONENT_CLASSES, GUTTER_COLS, HEADER_LINE, HIT, Look, Row, RowBuilder
from app.tui.history.selection import address, with_addresses, with_selection
from app.tui.history.view.view_changes import FilesWanted
from app.tui.history.view.viewport import Viewport

if TYPE_CHECKING:
    from app.tui.history.view.inline_pictures import Display, InlinePictures

COPY, COPY_CODE, RETRY, FORK, EDIT, REGENERATE = "Copy", "Copy code", "Retry", "Fork", "Edit", "Regenerate"
PREVIOUS_SIBLING, NEXT_SIBLING = "‹", "›"
"""The labels of the buttons of a chosen message."""


class Cells(NamedTuple):
    """Cells of a row on screen, the last not included."""

    y: int
    start: int
    end: int


class RowPainter:
    """Paints the rows of a document that are in a viewport."""

    def __init__(
        self, document: Document, viewport: Viewport, cursor: MessageCursor, display: "Display | None" = None
    ) -> None:
        """`display`: the widget that is painted; without one, no pictures are drawn."""
        self.selection: Selection | None = None
        """The selection by mouse. Kept here, since asking the screen for each row of each frame is slow."""
        self.look_is_stale = True
        """Styles were applied since the last `check_look`."""
        self.pattern: re.Pattern[str] | None = None
        """What is looked for."""
        self._selection_style = Style()
        self._document = document
        self._viewport = viewport
        self._cursor = cursor
        self._rows: list[PlacedRow] | None = None
        self._display = display
        self._pictures: InlinePictures | None = None

    def rows(self) -> list[PlacedRow]:
        """Return the rows on screen."""
        if self._rows is None:
            self._rows = self._document.visible(self._viewport.top, self._viewport.height)
            if (wanted := self._document.captions.files.take_wanted()) and self._display is not None:
                self._display.post_message(FilesWanted(wanted))
        return self._rows

    def row_at(self, y: int) -> PlacedRow | None:
        """Return a row on screen; None below the last."""
        rows = self.rows()
        if 0 <= y < len(rows):
            return rows[y]
        return None

    def forget(self) -> None:
        """Read the rows on screen again when they are next needed; all of them count as changed."""
        self._rows = None

    def update(self) -> list[Cells] | None:
        """Read the rows on screen again and return the cells that look different; None for all.

        Of a single row only the cells that differ: a spinner need not send its whole row to the terminal.
        """
        before = self._rows
        self._rows = None
        if before is None:
            return None
        after = self.rows()
        shared = min(len(before), len(after))
        changed = [y for y in range(shared) if not _look_same(before[y], after[y])]
        width = self._document.row_builder.seen_width  # the scrollbar would be painted again with each row
        if len(changed) == 1 and len(before) == len(after) and _has_text(before[y := changed[0]], after[y]):
            start, end = _differing_cells(before[y].row.strip, after[y].row.strip)
            return [Cells(y, start, max(start, min(end, width)))]
        return [Cells(y, 0, width) for y in (*changed, *range(shared, max(len(before), len(after))))]

    def check_look(self, widget: ScrollView) -> None:
        """Rebuild the rows if the theme has changed. Focus and hover also apply styles, but change no row."""
        if not self.look_is_stale:
            return
        self.look_is_stale = False
        self._selection_style = widget.screen.get_component_rich_style("screen--selection")
        builder = row_builder_for(widget, self._document)
        if builder.look != self._document.row_builder.look:
            self.forget()
            self._document.rebuild(builder)

    def paint(self, y: int, *, focused: bool) -> Strip:
        """Paint a row as it looks now. The chosen message has its mark while the widget is `focused`."""
        placed = self.row_at(y)
        if placed is None:
            return self._document.row_builder.blank.strip
        serial, row = placed
        if row.picture is not None:
            row = row._replace(strip=self._paint_picture(row))
        strip = row.strip
        if row.line >= 0 and self.pattern is not None:
            line = self._document.line_at(serial - self._document.first, row.line)
            if line is not None:
                strip = mark_hits(row, line, self.pattern, self._document.row_builder.style(HIT).rich_style)
                row = row._replace(strip=strip)
        if row.line >= 0 and self.selection is not None:
            span = self.selection.get_span(address(serial, row.line))
            if span is not None:
                strip = with_selection(row, *span, self._selection_style)
        if focused or self._cursor.is_clicked:
            header = self.find_header(y)
            if header is not None:
                strip = header.row.strip
            if header is not None or self._is_chosen(serial):
                strip = self._with_mark(strip)
        return strip

    def _paint_picture(self, row: Row) -> Strip:
        """Paint a row of a picture, as far as it is drawn."""
        if self._pictures is None and self._display is not None:
            from app.tui.history.view.inline_pictures import InlinePictures  # late: most messages have none

            self._pictures = InlinePictures(self._document, self._viewport, self._display)
        return self._pictures.paint(row) if self._pictures else row.strip

    def find_header(self, y: int) -> Header | None:
        """Return the header with buttons, where it is painted in this row: of the chosen message, in its own row.

        That is the one of the reasoning above it, if it has none. Where it is above the view it is painted in the
        topmost row.
        """
        placed, entry = self.row_at(y), self._cursor.chosen
        if placed is None or entry is None or not entry.is_message:
            return None
        if placed.serial != entry.serial and (entry.has_header or placed.serial != entry.serial - 1):
            return None
        if placed.row.line != HEADER_LINE and y > 0:
            return None
        return entry.header(self._document.row_builder, self._document.captions, self._labels(entry))

    def _labels(self, entry: Entry) -> list[str]:
        """Return the labels of the buttons of a message."""
        labels = [COPY]
        if entry.body is not None and entry.body.has_code:
            labels.append(COPY_CODE)
        if self._document.captions.can_retry and entry is self._document.entries[-1]:
            labels.append(RETRY)
        elif entry.message.role == "assistant":
            labels.append(REGENERATE)
        if entry.message.role == "user":
            labels.append(EDIT)
        labels.append(FORK)
        if self._document.captions.has_siblings(entry.message):
            labels += [PREVIOUS_SIBLING, NEXT_SIBLING]
        return labels

    def _is_chosen(self, serial: int) -> bool:
        chosen = self._cursor.chosen
        return chosen is not None and chosen.serial == serial

    def paint_addressed(self, y: int) -> Strip:
        """Paint a row with the place of each character, for finding what is under the mouse."""
        placed = self.row_at(y)
        if placed is None or placed.row.line < 0:
            return self.paint(y, focused=False)
        return with_addresses(placed.row, address(placed.serial, placed.row.line))

    def _with_mark(self, strip: Strip) -> Strip:
        """Put the mark of the chosen message into the gutter; the blank row between messages has none."""
        rows = self._document.row_builder
        if strip is rows.blank.strip:
            return strip
        mark = Segment("▎ ", rows.style("history--cursor").rich_style)
        return Strip([mark, *strip.crop(GUTTER_COLS)], strip.cell_length)


def mark_hits(row: Row, line: Line, pattern: re.Pattern[str], style: Style) -> Strip:
    """Paint the hits of what is looked for in a row of a logical line; one that is broken is marked in both rows."""
    row_end = row.start + row.end - row.skip
    for hit in pattern.finditer(line.content.plain):
        start, end = hit.span()
        if start < row_end and end > row.start:
            row = row._replace(strip=with_selection(row, start, min(end, row_end), style))
    return row.strip


def _look_same(one: PlacedRow, other: PlacedRow) -> bool:
    if one.row.picture != other.row.picture:
        return False
    return one.row.strip is other.row.strip or one.row.strip == other.row.strip


def _has_text(*rows: PlacedRow) -> bool:
    """Whether all of these rows look as their strips: the cells of a picture are elsewhere."""
    return all(one.row.picture is None for one in rows)


def _differing_cells(before: Strip, after: Strip) -> tuple[int, int]:
    """Return where two rows of the same width begin and end to differ, to the segment."""
    old, new = list(before), list(after)
    start, end = 0, after.cell_length
    while old and new and old[0] == new[0]:
        start += old.pop(0).cell_length
        del new[0]
    while old and new and old[-1] == new[-1]:
        end -= old.pop().cell_length
        del new[-1]
    return start, max(start, end)


def row_builder_for(widget: ScrollView, document: Document) -> RowBuilder:
    """Make a row builder for the present width and theme of the widget."""
    components = {name: widget.get_visual_style(name) for name in COMPONENT_CLASSES}
    theme = cast(App[object], widget.app).theme  # pyright: ignore[reportUnknownMemberType]  # Textual leaves a type out
    look = Look(theme, widget.visual_style, components, document.prose_cols, document.draws_pictures)
    # Rows continue under the scrollbar, their text does not.
    region = widget.scrollable_content_region
    return RowBuilder(widget.size.width, region.width, look, region.height)
