"""The line of the run under the last message, as the session shows it: its status, and how it moves."""

import asyncio
import time

from textual.message_pump import MessagePump

from app.tui.history.document.document import Document
from app.tui.history.document.notes.run_line import FRAMES_PER_S
from app.tui.history.transcript import Transcript

FRAME_S = 1 / FRAMES_PER_S


class RunStatus:
    """One timer while a run goes on. Where text streams in, the spinner moves in the same frames."""

    def __init__(self, document: Document, transcript: Transcript, widget: MessagePump) -> None:
        self.is_still = False
        """Nothing moves by itself: for screen readers, which read each change aloud."""
        self._document = document
        self._transcript = transcript
        self._widget = widget
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, began_at: float, *, knows_rate: bool) -> None:
        """Count a run from this time on (seconds since the epoch). `knows_rate`: its text comes as it is written."""
        self._document.notes.run_line.begin(began_at, knows_rate=knows_rate, is_still=self.is_still)

    def show(self, status: str) -> None:
        """Show this status of the run that began."""
        with self._transcript.keeping_place():
            self._document.notes.run_line.show(status, time.time())
            self._document.measure_notes()
        if self._document.notes.run_line.moves and self._timer is None:
            self._start()

    def count(self, text: str) -> None:
        """Count text that the model has written."""
        self._document.notes.run_line.count(text, time.time())

    def end(self, words: str = "") -> None:
        """Show one dim line, or nothing, in place of the status: the run is over."""
        self.close()
        with self._transcript.keeping_place():
            self._document.notes.run_line.end(words)
            self._document.measure_notes()

    def close(self) -> None:
        """Stop moving."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(FRAME_S, self._fire)

    def _fire(self) -> None:
        self._timer = None
        self._widget.call_next(self._tick)  # in the widget's own task Textual knows the active app

    def _tick(self) -> None:
        """Show another frame, unless one with text has just been drawn."""
        if not self._document.notes.run_line.moves:
            return
        if time.monotonic() - self._transcript.drawn_at >= FRAME_S:
            self._transcript.draw_run()
        if self._timer is None:
            self._start()
