"""When streamed text is drawn, and when long code blocks get their colours.

A frame costs the parsing of the open block and the painting of the view, so the frame rate is the CPU bill: 6 to 7 a
second, fewer when drawing is slow. A key delays the next frame a little, so that its echo is painted first.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from textual.message_pump import MessagePump

from app.tui.history.render.code.colouring import ColouringQueue
from app.tui.widgets.frames.motion import Motion

Draw = Callable[[], bool]
"""Draws what has arrived since the last frame; returns whether there was anything."""

MIN_INTERVAL_S = 1 / 7
MAX_INTERVAL_S = 1 / 6
INTERVAL_PER_COST = 25
"""The interval is this many times the cost of a frame, within the two bounds."""
MIN_INTERVAL_PER_COST = 4
"""Overrides the upper bound: drawing never takes more than a fifth of the time."""
HOLD_S = 0.05
"""From a key to the next frame: its echo takes 20 ms, and the next key comes after 80 to 150 ms, behind the frame."""
MAX_HOLD_S = 0.4
SLICE_INTERVAL_S = 0.02
"""From one slice of colours to the next: they take a fifth of the time."""


class Display(Protocol):
    """What shows the colours."""

    def show_changes(self) -> None:
        """Show the rows that look different."""
        ...


class Pace:
    """Decides when the next frame is due. Times are seconds of any one clock."""

    def __init__(self) -> None:
        self.due = 0.0
        self._last = 0.0

    def plan_next(self, now: float, cost: float) -> None:
        """Plan the next frame after one that took `cost` seconds."""
        self._last = now
        interval = min(MAX_INTERVAL_S, INTERVAL_PER_COST * cost)
        self.due = now + max(MIN_INTERVAL_S, interval, MIN_INTERVAL_PER_COST * cost)

    def hold(self, now: float) -> bool:
        """Delay the next frame, at most until 0.4 s after the last. Return whether that made it later.

        Without the bound, keys without a pause would delay it for ever.
        """
        due = min(now + HOLD_S, self._last + MAX_HOLD_S)
        if due <= self.due:
            return False
        self.due = due
        return True


class FrameTimer:
    """Draws frames at this pace when they are requested, as messages of one widget. What moves is drawn with them."""

    def __init__(self, widget: MessagePump, motion: Motion, colouring: ColouringQueue, display: Display) -> None:
        """`colouring`: the blocks that wait for their colours."""
        self._widget = widget
        self.motion = motion
        self._pace = Pace()
        self._timer: asyncio.TimerHandle | None = None
        self._draw: Draw | None = None
        self._colours = ColourSlices(widget, colouring, display)

    def request(self, draw: Draw) -> None:
        """Draw a frame when one is due, with all that has arrived by then."""
        self._draw = draw
        if self._timer is None:
            # Not Widget.set_timer: with a delay of 0 it dies of a ZeroDivisionError in its task (Textual 8.2.8).
            wait = max(0.0, self._pace.due - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._fire)

    def _fire(self) -> None:
        self._timer = None
        self._widget.call_next(self._draw_frame)  # in the widget's own task Textual knows the active app

    def _draw_frame(self) -> None:
        began = time.monotonic()
        if self._draw is not None and self._draw():
            self.motion.draw_with_text(self._widget)
            now = time.monotonic()
            self._pace.plan_next(now, now - began)

    def hold(self) -> None:
        """Delay the next frame: a key was pressed, and its echo is painted first."""
        self._colours.hold()
        if self._pace.hold(time.monotonic()) and self._timer is not None and self._draw is not None:
            self.stop()
            self.request(self._draw)

    def stop(self) -> None:
        """Forget the request."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Draw nothing any more."""
        self.stop()
        self._colours.close()


class ColourSlices:
    """Makes the colours of the blocks in its queue while there are some, as messages of one widget."""

    def __init__(self, widget: MessagePump, queue: ColouringQueue, display: Display) -> None:
        self._queue = queue
        queue.wake = self._request
        self._widget = widget
        self._display = display
        self._timer: asyncio.TimerHandle | None = None
        self._was_held = False

    def _request(self) -> None:
        if self._timer is None and not self._queue.is_empty:
            self._timer = asyncio.get_running_loop().call_later(SLICE_INTERVAL_S, self._fire)

    def _fire(self) -> None:
        self._timer = None
        self._was_held = False
        self._widget.call_next(self._colour)  # in the widget's own task Textual knows the active app

    def _colour(self) -> None:
        self._queue.step()
        self._display.show_changes()
        self._request()

    def hold(self) -> None:
        """Delay the next slice: a key was pressed. Once only, or keys without a pause would delay it for ever."""
        if self._timer is not None and not self._was_held:
            self._timer.cancel()
            self._was_held = True
            self._timer = asyncio.get_running_loop().call_later(HOLD_S, self._fire)

    def close(self) -> None:
        """Make no more colours."""
        self._queue.wake = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
