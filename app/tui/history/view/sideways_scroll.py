"""A scroll view whose horizontal wheel, and whose wheel with Shift, scroll the code under the pointer sideways."""

from textual import events
from textual.message import Message

from app.tui.history.view.steady_scroll import SteadyScroll


class CodeScrolled(Message):
    """Code is to be scrolled by a step to the left (-1) or to the right (1). `y`: the row under the pointer."""

    def __init__(self, step: int, y: int) -> None:
        super().__init__()
        self.step = step
        self.y = y


class SidewaysScroll(SteadyScroll):
    """Posts `CodeScrolled`; turns of the wheel without Shift scroll the view."""

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll to the right."""
        self._scroll_code(event, 1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll to the left."""
        self._scroll_code(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll to the right with Shift."""
        if event.shift:
            self._scroll_code(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll to the left with Shift."""
        if event.shift:
            self._scroll_code(event, -1)

    def _scroll_code(self, event: events.MouseEvent, step: int) -> None:
        event.prevent_default()
        event.stop()
        self.post_message(CodeScrolled(step, event.get_content_offset_capture(self).y))
