"""The message history: one Textual widget that paints all messages, without a child widget for each.

It owns plain objects: the document, the place of the view in it, the message cursor, and the painter of its rows.
It receives Textual's calls and passes them on.
"""

import re
from typing import ClassVar

from textual import events
from textual.geometry import Region
from textual.selection import Selection
from textual.strip import Strip

from app.tui.history.document.document import Document, Place
from app.tui.history.excerpt import Excerpt
from app.tui.history.live.reasoning_lines import ReasoningLines
from app.tui.history.live.run_status import RunStatus
from app.tui.history.message_cursor import MessageCursor
from app.tui.history.mouse import Mouse
from app.tui.history.pace import FrameTimer
from app.tui.history.render.rows import COMPONENT_CLASSES
from app.tui.history.row_painter import RowPainter, row_builder_for
from app.tui.history.selection import selected_text
from app.tui.history.transcript import Transcript
from app.tui.history.view import view_changes
from app.tui.history.view.copying import SAVES_CODE, SAVES_MESSAGE, copy, copy_or_say
from app.tui.history.view.scroll_range import ScrollRange
from app.tui.history.view.sideways_scroll import SidewaysScroll
from app.tui.history.view.view_changes import ViewChanges
from app.tui.history.view.viewport import Viewport
from app.tui.keys.table import bindings
from app.tui.widgets.frames.motion import Motion
from app.tui.widgets.removed import blank_once_removed


@blank_once_removed
class History(SidewaysScroll, can_focus=True):
    """All messages of a thread. Its look is the block `History` of styles.tcss: no border at its sides, no padding."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*COMPONENT_CLASSES}

    BINDINGS = bindings("history")

    OlderRequested = view_changes.OlderRequested
    FollowingChanged = view_changes.FollowingChanged
    NewerRequested = view_changes.NewerRequested
    EndRequested = view_changes.EndRequested
    MarksRemoved = view_changes.MarksRemoved
    NewBelow = view_changes.NewBelow

    def __init__(self, *, id: str | None = None, motion: Motion | None = None) -> None:
        super().__init__(id=id)
        self.document = Document()
        self.viewport = Viewport(self.document)
        self._changes = ViewChanges(self.viewport)
        self._frames = FrameTimer(self, motion or Motion(), self.document.row_builder.colouring, self)
        self.transcript = Transcript(self.document, self.viewport, self._changes, self._frames, self)
        self.run_status = RunStatus(self.document, self.transcript, self, self._frames.motion)
        self.reasoning = ReasoningLines(self.document, self.viewport, self.transcript, self)
        self.cursor = MessageCursor(self.document, self.viewport)
        self.excerpt = Excerpt(self.document, self.viewport, self._changes, self.transcript, self.cursor, self)
        self._painter = RowPainter(self.document, self.viewport, self.cursor, self)
        self._mouse = Mouse(self, self.document, self._painter, self.transcript, self.cursor)
        self._range = ScrollRange(self)

    @property
    def following(self) -> bool:
        """Whether the end is in view and new text keeps it there."""
        return self.viewport.following

    # Calls of the transcript.
    def thread_replaced(self) -> None:
        """Forget the chosen message and the selected text."""
        self.cursor.clear()
        self._painter.forget()
        if self.text_selection is not None:
            self.screen.clear_selection()

    def show_changes(self) -> None:
        """Show what has changed in the document or in the place of the view: paint the rows that look different."""
        self._report_view()
        changed = self._painter.update()
        if changed is None or not self.is_mounted:
            self.refresh()
        elif changed:
            self.refresh(*(Region(one.start, one.y, one.end - one.start, 1) for one in changed))

    def _report_view(self) -> None:
        """Set Textual's scroll position, and post what has changed about the view."""
        self._range.set(self.document.heights.total, self.viewport.y)
        for change in self._changes.report():
            self.post_message(change)

    # Frames.
    def hold(self) -> None:
        """Delay the next frame: a key was pressed, and its echo is painted first."""
        self._frames.hold()

    def on_unmount(self) -> None:
        """Stop drawing frames and counting seconds."""
        self._frames.close()
        self.reasoning.close()
        self.run_status.close()

    # Size and scrolling.
    def on_resize(self) -> None:
        """Keep the end, or the row at the top, where it is."""
        self.viewport.resize(self.scrollable_content_region.height, row_builder_for(self, self.document))
        if self.viewport.height > 0:
            self._painter.forget()
            self.show_changes()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow Textual's scrolling by a key, the wheel or the scrollbar."""
        if self._range.is_being_set:
            return  # the inherited watcher would paint every row, also those that look as before
        if self.scrollable_content_region.height != self.viewport.height:
            return  # Textual cuts the position for a new size just before it sends the resize event
        super().watch_scroll_y(old_value, new_value)  # has all rows painted, but not the border
        self.viewport.scroll(round(old_value), round(new_value))
        self._painter.forget()
        self._report_view()

    # Painting.
    def notify_style_update(self) -> None:
        """Check the styles at the next painting: only then do the component classes have theirs."""
        super().notify_style_update()
        self._painter.look_is_stale = True

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint, without the inherited cache, which copies the strips.

        A strip keeps its divided and its encoded form, so a row that was painted before costs next to nothing.
        """
        self._painter.check_look(self)
        filters, background = self.get_line_filters(), self.background_colors[1]
        top = self.gutter.top
        end = top + self.size.height  # Textual works a size out anew for each question, which costs more than a row
        focused = self.has_focus
        strips: list[Strip] = []
        for y in crop.line_range:
            if top <= y < end:
                strip = self._painter.paint(y - top, focused=focused)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, background)
                strips.append(strip)
            else:  # the border, with the title
                strips += super().render_lines(Region(0, y, self.region.width, 1))
        if crop.column_span != (0, self.region.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Paint a row for the screen, which looks up there what is under the mouse."""
        self._painter.check_look(self)
        return self._painter.paint_addressed(y)

    # Selecting with the mouse.
    def selection_updated(self, selection: Selection | None) -> None:
        """Show the changed selection."""
        self._painter.selection = selection
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text, and the end of line after it."""
        return selected_text(self.document, selection), "\n"

    # Keys and clicks.
    def _show_cursor(self) -> None:
        self.show_changes()
        self.refresh()

    def mark(self, pattern: re.Pattern[str] | None) -> None:
        """Mark the hits of this pattern in the rows in view; None marks nothing any more."""
        if pattern is None and self._painter.pattern is not None:
            self.post_message(self.MarksRemoved())
        self._painter.pattern = pattern
        self.refresh()

    def leave_click(self) -> bool:
        """Take the buttons from the message that was clicked. False if none was."""
        was_clicked = self.cursor.is_clicked
        if was_clicked:
            self.cursor.clear()
            self._show_cursor()
        return was_clicked

    def action_choose_previous(self) -> None:
        """Choose the message above."""
        self.cursor.move(-1)
        self._show_cursor()

    def action_choose_next(self) -> None:
        """Choose the message below."""
        self.cursor.move(1)
        self._show_cursor()

    def action_scroll_home(self) -> None:
        """Go to the first message of the thread; if it is not here, ask for it."""
        if self.excerpt.has_older:
            self.post_message(self.EndRequested(is_first=True))
            return
        self.cursor.choose_first()
        self.viewport.go(Place(0, 0))
        self._show_cursor()

    def action_scroll_end(self) -> None:
        """Go to the end and follow; if that is not here, ask for it."""
        if self.excerpt.has_newer:
            self.post_message(self.EndRequested(is_first=False))
            return
        self.cursor.clear()
        self.viewport.to_end()
        self._show_cursor()

    def action_copy_message(self) -> None:
        """Copy the chosen message, or the last."""
        none = self.cursor.explain_none("There is no message yet.")
        copy_or_say(self, self.cursor.message_text(), "the message", SAVES_MESSAGE, none)

    def action_copy_code(self) -> None:
        """Copy the next code block of the chosen message, or of the last that has one."""
        block = self.cursor.next_code_block()
        if block is None:
            self.notify(self.cursor.explain_none("No code block to copy"))
        else:
            copy(self, block.part.text, f"code block {block.number} of {block.total}", SAVES_CODE)

    def action_unfold(self) -> None:
        """Show more of the chosen message if it is long; open or close chosen reasoning."""
        if self.cursor.chosen is not None:
            self.transcript.unfold(self.cursor.chosen)

    def on_click(self, event: events.Click) -> None:
        """Choose, copy, unfold, open or select what was clicked."""
        self._mouse.click(event)
