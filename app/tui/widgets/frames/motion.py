"""The one timer of all that moves by itself: the line of the run and the signs of the thread list.

Two timers would paint two frames where one shows both, and a frame costs much the same whatever is in it.
"""

import asyncio
import time
from collections.abc import Callable

from textual.message_pump import MessagePump

from app.tui.widgets.frames.spinner import FRAME_S, find_frame

Draw = Callable[[], None]
"""Draws what has moved, if it looks different now."""

WAIT_FOR_TEXT_S = 0.25
"""Where text streams in, all moves in its frames; so long after one of them the timer waits no more for the next."""


class Motion:
    """Has widgets draw six times a second while they move. No timer runs while nothing does."""

    def __init__(self) -> None:
        self._moving: dict[Draw, MessagePump] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._frame = ""

    def start(self, widget: MessagePump, draw: Draw) -> None:
        """Have the widget draw from now on."""
        self._moving[draw] = widget
        if self._timer is None:
            self._wait(FRAME_S)

    def stop(self, draw: Draw) -> None:
        """Draw this no more."""
        self._moving.pop(draw, None)
        if not self._moving and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def draw_with_text(self, drawn: MessagePump) -> None:
        """Draw now, in the frame of streamed text. `drawn`: the widget that draws it, and with it what moves there."""
        self._due = time.monotonic() + WAIT_FOR_TEXT_S
        frame = find_frame(time.time())
        if frame != self._frame:  # text has more frames a second than what moves
            self._frame = frame
            self._draw(drawn)

    def _draw(self, drawn: MessagePump | None = None) -> None:
        for draw, widget in self._moving.items():
            if widget is not drawn:
                widget.call_next(draw)  # in the widget's own task Textual knows the active app

    def _wait(self, seconds: float) -> None:
        self._due = time.monotonic() + seconds
        self._timer = asyncio.get_running_loop().call_later(seconds, self._fire)

    def _fire(self) -> None:
        wait = self._due - time.monotonic()
        if wait <= 0:
            self._draw()
            self._wait(FRAME_S)
        else:  # text was drawn meanwhile
            self._timer = asyncio.get_running_loop().call_later(wait, self._fire)
