"""The one sign that moves. Its frame follows from the time, so that all of them on the screen move together."""

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
FRAME_S = 1 / 6


def find_frame(now: float) -> str:
    """Return the frame at a time."""
    return FRAMES[int(now / FRAME_S) % len(FRAMES)]


class Frames:
    """The timer of the frames; none runs while nothing moves."""

    def __init__(self) -> None:
        self._timer: Timer | None = None

    def run(self, widget: Widget, draw: Callable[[], None], *, is_on: bool) -> None:
        """Have the widget draw each frame, or none any more."""
        if is_on and self._timer is None:
            self._timer = widget.set_interval(FRAME_S, draw)
        elif not is_on and self._timer is not None:
            self._timer.stop()
            self._timer = None
