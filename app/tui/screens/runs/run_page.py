"""The page of one run: its facts and its steps, which come live while it goes on."""

import asyncio
import time
from contextlib import aclosing, suppress

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from app.api.errors import Error
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.run_facts import RunFacts
from app.api.services import Services
from app.tui.keys.table import bindings
from app.tui.local_state import LocalState
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.screens.runs.report import make_report
from app.tui.screens.runs.report_view import ReportView
from app.tui.screens.runs.run_commands import RunCommands
from app.tui.session.runs.run_steps import RunSteps

SHOW_DELAY_S = 0.1
"""What comes within this time is shown together."""
RETRY_DELAY_S = 2.0
"""Time between losing the events of a run and following it again."""


class RunPage(RunCommands[Run]):
    """A dialog that returns the run as it was shown last."""

    BINDINGS = bindings("run") + bindings("run page")

    def __init__(self, services: Services, run: Run, local_state: LocalState) -> None:
        super().__init__()
        self.services, self.local_state = services, local_state
        self._run = run
        self._facts: RunFacts | None = None
        self._steps = RunSteps()
        self._sentence = ""
        self._is_whole = self._has_more = False
        self._show_timer: Timer | None = None

    @property
    def selected(self) -> Run:
        """The run of this page."""
        return self._run

    def compose(self) -> ComposeResult:
        """Yield a box with the page and the keys."""
        with Vertical(id="run-page"):
            yield ReportView()
            yield ClickableKeys(id="run-page-keys")

    def on_mount(self) -> None:
        """Show what is known, and read the steps."""
        self.query_one("#run-page").border_title = "Run"
        self.set_focus(self.query_one(ReportView))
        self.show_run(self._run)
        self.set_interval(1.0, self._tick)

    def show_run(self, run: Run) -> None:
        """Show this run, which may be another one: a retry has begun it."""
        if run.id != self._run.id:
            self._facts = None
        self._run = run
        self._show()
        self.run_worker(self._watch, group="watch", exclusive=True, exit_on_error=True)

    def leave_for(self, run: Run) -> None:
        """Close for a run in a fork."""
        self.dismiss(run)

    def say(self, sentence: str) -> None:
        """Show a sentence above the keys."""
        if not self.is_closed:
            self._sentence = sentence
            self._show_keys()

    async def _watch(self) -> None:
        """Follow the run to its end; then show what is stored of it."""
        self._steps = RunSteps()
        while True:
            try:
                if self._run.status not in TERMINAL_STATUSES:
                    await self._follow()
                await self._read()
            except Error as error:
                self.say(str(error))
            else:
                if self._run.status in TERMINAL_STATUSES:
                    await self._read_cost()
                    return
            await asyncio.sleep(RETRY_DELAY_S)

    async def _follow(self) -> None:
        assistants, run = self.services.assistants, self._run
        steps = self._steps = RunSteps()
        async with aclosing(assistants.follow(run.thread_id, run.id, 0)) as events:
            async for event in events:
                steps.on_event(event)
                if isinstance(event.data, Run):
                    self._run = event.data
                    await self._read_facts()
                self._show_soon()

    async def _read(self) -> None:
        assistants, run = self.services.assistants, self._run
        self._run = await assistants.get_run(run.thread_id, run.id)
        await self._read_facts()
        steps = RunSteps()
        await steps.read(assistants, run)
        self._steps = steps
        self._show()

    async def _read_facts(self, *, priced: bool = False) -> None:
        facts = await self.services.assistants.run_facts(self._run.thread_id, [self._run.id], priced=priced)
        self._facts = next(iter(facts.data), None)

    async def _read_cost(self) -> None:
        """Show what the run cost, after all else: the first price takes half a second."""
        with suppress(Error):
            await self._read_facts(priced=True)
            self._show()

    def _tick(self) -> None:
        """Count the seconds of a run that goes on or waits."""
        if self._run.status not in TERMINAL_STATUSES:
            self._show()

    def _show_soon(self) -> None:
        if self._show_timer is None:
            self._show_timer = self.set_timer(SHOW_DELAY_S, self._show)

    def _show(self) -> None:
        if self._show_timer is not None:
            self._show_timer.stop()
            self._show_timer = None
        if not self.is_closed:
            report = make_report(self._run, self._facts, self._steps, time.time(), is_whole=self._is_whole)
            self._has_more = any(one.look == "more" for one in report)
            self.query_one(ReportView).show(report)
            self._show_keys()

    def _show_keys(self) -> None:
        offers = [*self.list_offers(), Offer("run-page.leave", "Close", "screen.leave")]
        if self._is_whole:
            offers.insert(-1, Offer("run-page.unfold", "Show less", "screen.unfold"))
        elif self._has_more:
            offers.insert(-1, Offer("run-page.unfold", "Show more", "screen.unfold"))
        self.query_one(ClickableKeys).show(self._sentence, offers, self.active_bindings)

    def on_report_view_more_clicked(self) -> None:
        """Show long texts whole."""
        self.action_unfold()

    def action_unfold(self) -> None:
        """Show long texts whole, or only their beginnings."""
        self._is_whole = not self._is_whole
        self._show()

    def action_leave(self) -> None:
        """Remove what is said; else close."""
        if self._sentence:
            self.say("")
        else:
            self.dismiss(self._run)
