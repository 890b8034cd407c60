"""The line between history and box: how the run stands, what came in below, and who will answer.

The statuses are the API's own words, in the order in which the run passed through them.
"""

import time
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from app.api.objects import TERMINAL, Run, RunStatus
from app.tui.text.one_line import one_line
from app.tui.widgets.clicks import clicked
from app.tui.widgets.removed import blank_once_removed

TICK = 1.0
"""Seconds between updates of the elapsed time; no timer runs when no run does."""

LEAST = 10
"""Cells of the endpoint's name below which it says nothing."""


@blank_once_removed
class StatusLine(Widget):
    """One row. Left the run or a word to the user, right the endpoint and the model."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status-line--dim",
        "status-line--now",
        "status-line--good",
        "status-line--bad",
        "status-line--word",
        "status-line--below",
    }

    class BelowClicked(Message):
        """The word about what is below was clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._trail: list[RunStatus] = []
        self._run: Run | None = None
        self._began = 0.0
        self._took = ""
        self._word = ""
        self._below = ""
        self._answering = ""
        self._timer: Timer | None = None

    def show_run(self, run: Run | None) -> None:
        """Show where a run stands; `None` for no run. Asked again with the same run it adds to the trail."""
        if run is None or self._run is None or run.id != self._run.id:
            self._trail = []
            self._took = ""
            self._began = time.time() if run and run.status == "queued" else run.created_at if run else 0.0
        self._run = run
        self._word = ""
        if run:
            self._add(run.status)
        self._settle(run)
        self.refresh()

    def show_sending(self) -> None:
        """A message is on its way to the store."""
        self._run, self._trail, self._took, self._word = None, [], "", ""
        self.refresh()

    def say(self, word: str) -> None:
        """A sentence beside the run, until the run moves or the next one is said; empty takes it back."""
        if word != self._word:
            self._word = word
            self.refresh()

    def show_below(self, away: bool, count: int) -> None:
        """Whether the view is away from the end, and how many messages came in below it since."""
        below = f"↓ {count} new · Ctrl+End" if count else "↓ Ctrl+End" if away else ""
        if below != self._below:
            self._below = below
            self.refresh()

    def show_answering(self, endpoint: str, model: str) -> None:
        """Who will answer."""
        self._answering = " · ".join(part for part in (one_line(endpoint), one_line(model)) if part)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click asks for the newest message, when the view is away from it."""
        if self._below and clicked(self, event) is not None:
            self.post_message(self.BelowClicked())

    def _add(self, status: RunStatus) -> None:
        if status == "queued":
            self._trail = []  # from the beginning: followed only now, or taken over
        elif status in self._trail:  # a cancel that could not be told
            del self._trail[self._trail.index(status) :]
        self._trail.append(status)

    def _settle(self, run: Run | None) -> None:
        over = run is None or run.status in TERMINAL
        if over and run and not self._took:
            ended = run.completed_at or run.failed_at or run.cancelled_at
            if len(self._trail) > 1:
                self._took = f"{time.time() - self._began:.1f} s"
            elif ended:  # the API does not say when a run expired or was cut off
                self._took = f"{ended - run.created_at} s"
        if over and self._timer:
            self._timer.stop()
            self._timer = None
        elif not over and self._timer is None:
            self._timer = self.set_interval(TICK, self.refresh)

    def render(self) -> Content:
        """The row."""
        width, answering = self.size.width - 1, self._answering
        left = self._left(self._trail)
        if left.cell_length + 2 + cell_len(answering) > width:
            left = self._left(self._trail[-1:])
        room = width - left.cell_length - 2
        if cell_len(answering) > room:
            answering = f"{set_cell_size(answering, room - 1)}…" if room >= LEAST else ""
        right = Content(answering).stylize(self._style("dim"))
        return Content.assemble(left, " " * (width - left.cell_length - right.cell_length), right)

    def _left(self, trail: Sequence[RunStatus]) -> Content:
        """The run by this much of its trail, the word, and what is below."""
        pill = Content("")
        if self._below:
            pill = Content.assemble("  ", Content(f" {self._below} ").stylize(self._style("below")))
        word = Content(f" {self._word}" if self._word else "").stylize(self._style("word"))
        if not self._run:
            return Content.assemble(word, pill)
        *past, now = trail
        over = now in TERMINAL
        look = "good" if now == "completed" else "bad" if over else "now"
        before = "".join(f"{status} → " for status in past)
        elapsed = self._took if over else f"{time.time() - self._began:.0f} s"
        return Content.assemble(
            Content(f" {before}").stylize(self._style("dim")),
            Content(now).stylize(self._style(look)),
            Content(f" {elapsed}").stylize(self._style("dim")),
            Content(" ·") if word else Content("" if over else " · Esc cancels").stylize(self._style("dim")),
            word,
            pill,
        )

    def _style(self, look: str) -> Style:
        return self.get_visual_style(f"status-line--{look}")
