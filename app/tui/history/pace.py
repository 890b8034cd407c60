"""When streamed text is drawn.

A frame costs the parsing of the open block and the painting of the view, so the frame rate is the CPU bill: 6 to 7 a
second, fewer when drawing is dear. A key pressed puts the next frame off a little, so that its echo is painted first.
"""

import asyncio
import time
from collections.abc import Callable

FASTEST, SLOWEST = 1 / 7, 1 / 6
SHARE = 25
"""A frame is spaced by this many times its own cost, as far as the two bounds allow."""
MOST = 4
"""Beyond the slower bound: drawing never takes more than a fifth of the time."""
HOLD, LONGEST_HOLD = 0.1, 0.4


class Pace:
    """Calls `draw` some time after it is asked to."""

    def __init__(self, draw: Callable[[], None]) -> None:
        self._draw = draw
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._drawn = 0.0

    def ask(self) -> None:
        """There is something to draw: soon, together with what comes until then."""
        if self._timer is None:
            # Not Widget.set_timer: with a delay of 0 it dies of a ZeroDivisionError in its task (Textual 8.2.8).
            wait = max(0.0, self._due - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._fire)

    def _fire(self) -> None:
        self._timer = None
        self._draw()

    def drawn(self, cost: float) -> None:
        """A frame was drawn, which took so many seconds."""
        self._drawn = time.monotonic()
        self._due = self._drawn + max(FASTEST, min(SLOWEST, SHARE * cost), MOST * cost)

    def hold(self) -> None:
        """Put the next frame off, but never by more than 0.4 s after the last."""
        due = min(time.monotonic() + HOLD, self._drawn + LONGEST_HOLD)
        if due > self._due:  # else keys without a pause would put it off for ever
            self._due = due
            if self._timer is not None:
                self.stop()
                self.ask()

    def stop(self) -> None:
        """Forget what was asked."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
