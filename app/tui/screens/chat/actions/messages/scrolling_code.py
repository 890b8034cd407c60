"""Scrolling code sideways: the first step to the right ends the wrapping of long lines, the last one back begins it."""

from app.tui.history.document.entry import Entry
from app.tui.history.render.rows import WRAPPED
from app.tui.history.view.sideways_scroll import CodeScrolled
from app.tui.screens.chat.lifecycle import ChatLifecycle

STEP_COLS = 8
LEAST_SEEN_COLS = 8
"""So much of the longest line stays in view."""


class ChatCode(ChatLifecycle):
    """The chat screen with what scrolls code. All code of one message moves together."""

    def action_scroll_code(self, step: int) -> None:
        """Scroll the code of the chosen message, or of the last one in view that has some."""
        history = self.panes.history
        chosen, document = history.cursor.chosen, history.document
        candidates = [chosen] if chosen else document.entries[: history.viewport.last_slot + 1][::-1]
        self._scroll(next((one for one in candidates if one.body is not None and one.body.has_code), None), step)

    def on_code_scrolled(self, event: CodeScrolled) -> None:
        """Scroll the code of the message under the pointer."""
        history = self.panes.history
        placed = history.document.visible(history.viewport.top, event.y + 1)[-1:]
        slot = placed[0].serial - history.document.first if placed else -1
        if 0 <= slot < len(history.document.entries):
            self._scroll(history.document.entries[slot], event.step)

    def _scroll(self, entry: Entry | None, step: int) -> None:
        if entry is None or entry.body is None:
            return
        shift = entry.shown.code_shift
        longest = max((one.content.cell_length for one in entry.body.lines if one.is_code), default=0)
        if shift == WRAPPED:
            shift = 0 if step > 0 and longest else WRAPPED
        elif shift == 0 and step < 0:
            shift = WRAPPED
        else:
            most = max(0, longest - LEAST_SEEN_COLS) // STEP_COLS * STEP_COLS
            shift = max(0, min(most, shift + step * STEP_COLS))
        if shift != entry.shown.code_shift:
            with self.panes.history.transcript.keeping_place():
                entry.shown.code_shift = shift
                entry.forget()
                self.panes.history.document.changed(entry)
