"""The line of the run under the last message, as the session shows it: its status, and how it moves."""

import time

from textual.message_pump import MessagePump

from app.tui.history.document.document import Document
from app.tui.history.transcript import Transcript
from app.tui.widgets.frames.motion import Motion


class RunStatus:
    """Moves while a run goes on."""

    def __init__(self, document: Document, transcript: Transcript, widget: MessagePump, motion: Motion) -> None:
        self.is_still = False
        """Nothing moves by itself: for screen readers, which read each change aloud."""
        self._document = document
        self._transcript = transcript
        self._widget = widget
        self._motion = motion

    def begin(self, began_at: float, *, knows_rate: bool) -> None:
        """Count a run from this time on (seconds since the epoch). `knows_rate`: its text comes as it is written."""
        self._document.notes.run_line.begin(began_at, knows_rate=knows_rate, is_still=self.is_still)

    def show(self, status: str, expires_at: int | None = None) -> None:
        """Show this status of the run that began, and how long it waits at most."""
        with self._transcript.keeping_place():
            self._document.notes.run_line.show(status, time.time(), expires_at)
            self._document.measure_notes()
        if self._document.notes.run_line.moves:
            self._motion.start(self._widget, self._transcript.draw_run)

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
        self._motion.stop(self._transcript.draw_run)
