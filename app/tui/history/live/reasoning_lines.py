"""The lines of the history that stand for the reasoning of runs: live ones count seconds, stored ones are put in."""

import asyncio
import time
from collections.abc import Iterable

from textual.message_pump import MessagePump

from app.api.events import ReasoningDelta
from app.api.run_facts import Reasoning, RunFacts
from app.tui.history.document.document import Document
from app.tui.history.document.reasoning import ReasoningEntry, reasoning_id
from app.tui.history.transcript import Transcript
from app.tui.history.view.viewport import Viewport

TICK_S = 1.0


class ReasoningLines:
    """One line for each run that reasoned, with the header of its first message. One timer while one is reasoning."""

    def __init__(self, document: Document, viewport: Viewport, transcript: Transcript, widget: MessagePump) -> None:
        self._document = document
        self._viewport = viewport
        self._transcript = transcript
        self._widget = widget
        self._timer: asyncio.TimerHandle | None = None
        self._live: ReasoningEntry | None = None

    def add(self, run_id: str, delta: ReasoningDelta) -> None:
        """Add a piece of the reasoning of a run that is going on. An open line shows it with the next second."""
        entry = self._find(run_id) or self._insert(run_id)
        entry.add(delta.call, delta.text, delta.seconds, time.monotonic())
        if entry.is_thinking and self._live is not entry:
            self._live = entry
            self._show(entry)
        if entry.is_thinking and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._fire)

    def complete(self, run_id: str, reasoning: Reasoning) -> None:
        """Show the whole reasoning of a model call, which is over."""
        entry = self._find(run_id) or self._insert(run_id)
        entry.complete(reasoning, time.monotonic())
        self._settle(entry)

    def stop(self, run_id: str) -> None:
        """End the reasoning of a run that is over."""
        entry = self._find(run_id)
        if entry is not None and entry.is_thinking:
            entry.stop(time.monotonic())
            self._settle(entry)

    def drop_unfinished(self, run_id: str) -> None:
        """Remove the reasoning that another attempt makes again."""
        entry = self._find(run_id)
        if entry is not None and entry.is_thinking:
            entry.drop_unfinished()
            if entry.is_empty:
                self.close()
                self._transcript.drop(entry.message.id)
            else:
                self._settle(entry)

    def put(self, facts: Iterable[RunFacts]) -> None:
        """Show the stored reasoning of runs whose messages are shown."""
        with self._transcript.keeping_place():
            for one in facts:
                known = self._find(one.run_id)
                if known is not None:
                    self._move_up(known, one.run_id)
                elif one.reasoning:
                    entry = self._insert(one.run_id)
                    for reasoning in one.reasoning:
                        entry.complete(reasoning, time.monotonic())
                    entry.tell_time(time.monotonic())
                    self._document.changed(entry)

    def close(self) -> None:
        """Stop counting."""
        self._live = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def drop(self, run_id: str) -> None:
        """Remove the reasoning of a run whose reply is replaced by another one."""
        entry = self._find(run_id)
        if entry is not None:
            self._transcript.drop(entry.message.id)

    def _find(self, run_id: str) -> ReasoningEntry | None:
        entry = self._document.get(reasoning_id(run_id))
        if isinstance(entry, ReasoningEntry):
            return entry
        return None

    def _find_slot(self, run_id: str) -> int:
        """Return the position above the first message of a run; the end if it has none."""
        entries = self._document.entries
        return next((at for at, one in enumerate(entries) if one.message.run_id == run_id), len(entries))

    def _move_up(self, entry: ReasoningEntry, run_id: str) -> None:
        """Put a known entry above the first message of its run, which may have come with an older page."""
        before, slot = self._document.slot(entry), self._find_slot(run_id)
        if slot < before:
            self._document.drop(entry.message.id)
            self._document.insert(entry, slot)
            if slot <= self._viewport.top.slot < before:
                self._viewport.shift(1)

    def _insert(self, run_id: str) -> ReasoningEntry:
        """Put an empty entry above the first message of a run, at the end if it has none."""
        slot = self._find_slot(run_id)
        entry = ReasoningEntry(run_id)
        with self._transcript.keeping_place():
            entry.tell_time(time.monotonic())
            self._document.insert(entry, slot)
            if slot <= self._viewport.top.slot and (slot, 0) != self._viewport.top:
                is_inside = slot == self._viewport.top.slot and slot + 1 < len(self._document.entries)
                self._viewport.shift(1)
                if is_inside:  # the message leaves its header to the line
                    self._viewport.top = self._viewport.top._replace(row=self._viewport.top.row - 1)
        return entry

    def _settle(self, entry: ReasoningEntry) -> None:
        if not entry.is_thinking and self._live is entry:
            self.close()
        self._show(entry)

    def _show(self, entry: ReasoningEntry) -> None:
        with self._transcript.keeping_place():
            entry.tell_time(time.monotonic())
            self._document.changed(entry)

    def _fire(self) -> None:
        self._timer = None
        self._widget.call_next(self._tick)  # in the widget's own task Textual knows the active app

    def _tick(self) -> None:
        """Show another second, and what was thought in it where the line is open."""
        entry = self._live
        if entry is None or self._document.get(entry.message.id) is not entry:
            self._live = None  # another thread is shown
            return
        self._show(entry)
        self._timer = asyncio.get_running_loop().call_later(TICK_S, self._fire)
