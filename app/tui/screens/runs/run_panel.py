"""The runs of one conversation, failed ones too, as they are now: the newest first."""

import asyncio
import time
from contextlib import aclosing, suppress

from textual.app import ComposeResult
from textual.containers import Vertical

from app.api.errors import Error, NotFound
from app.api.objects import Run
from app.api.services import Services
from app.tui.keys.table import bindings
from app.tui.local_state import LocalState
from app.tui.screens.dialog import show_subtitle
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.screens.runs.run_commands import RunCommands
from app.tui.screens.runs.run_page import RunPage
from app.tui.screens.runs.run_words import describe_run, describe_sum
from app.tui.screens.search_dialog import SearchDialog
from app.tui.session.runs.run_costs import RunCosts
from app.tui.session.runs.thread_runs import ThreadRuns
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows

COSTS = "costs"
"""The group of the worker that reads what runs cost."""
LOOK_S = 2.0
"""How often it is looked whether another program has begun a run."""
RUNS_AHEAD = 20
"""Runs left below the cursor when the next page is read."""


class RunSearch(SearchLine):
    """The search of the runs."""

    BINDINGS = bindings("runs") + bindings("run")


class RunPanel(SearchDialog[Run | None], RunCommands[Run | None]):
    """A dialog with the runs of a thread. Enter opens the page of one. It returns a run that was begun in a fork."""

    def __init__(self, services: Services, thread_id: str, local_state: LocalState) -> None:
        choices = SearchList(SingleRows(), can_focus=False, empty_text="No runs.")
        super().__init__(RunSearch(placeholder="Search the runs"), choices)
        self.services, self.local_state = services, local_state
        self._runs = ThreadRuns(services.assistants, thread_id)
        self._costs = RunCosts(services.assistants, thread_id)
        self._sentence = ""
        self._has_read = asyncio.Event()

    @property
    def selected(self) -> Run | None:
        """The run under the cursor."""
        return self._runs.known.get(self.list.entry.name) if self.list.entry else None

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="runs"):
            yield self.line
            yield self.list
            yield ClickableKeys(id="runs-keys")

    def on_mount(self) -> None:
        """Read the runs, and go on looking."""
        self.query_one("#runs").border_title = "Runs of this conversation"
        self.run_worker(self._watch, exit_on_error=True)
        self.set_interval(1.0, self._tick)

    # Reading.

    async def _watch(self) -> None:
        while True:
            try:
                await self._runs.read_newest()
                self._show()
                self._has_read.set()
                self._read_costs()
                if self._runs.active:
                    await self._follow(self._runs.active)
                    continue
            except NotFound as error:
                self.say(str(error))
                return
            except Error as error:
                self.say(str(error))
            await asyncio.sleep(LOOK_S)

    async def _follow(self, run: Run) -> None:
        async with aclosing(self.services.assistants.follow(run.thread_id, run.id, 0)) as events:
            async for event in events:
                if isinstance(event.data, Run):
                    self.show_run(event.data)

    def _read_on(self) -> None:
        """Read pages until enough is known for the screen and for the search."""
        if self._runs.has_more:
            self.run_worker(self._read_pages, group="read", exclusive=True, exit_on_error=True)

    async def _read_pages(self) -> None:
        await self._has_read.wait()
        try:
            while self._runs.has_more and (self.query_text.strip() or self.list.entries_below < RUNS_AHEAD):
                await self._runs.read_next()
                self._show()
            self._read_costs()
        except Error as error:
            self.say(str(error))

    def _read_costs(self) -> None:
        """Read what runs cost that are over, unless that is done now: then the next look does it."""
        if all(one.is_finished for one in self.workers if one.group == COSTS):
            self.run_worker(self._read_prices, group=COSTS, exit_on_error=True)

    async def _read_prices(self) -> None:
        with suppress(Error):  # an older server knows none; what else is wrong is said by the reading of runs
            if await self._costs.read(self._runs.settled) and not self.is_closed:
                show_subtitle(self.query_one("#runs"), describe_sum(self._costs.total))
                self._show()

    def _tick(self) -> None:
        """Count the seconds of a run that goes on or waits."""
        if self._runs.active:
            self._show()

    def _show(self) -> None:
        if self.is_closed:
            return
        at = self.list.entry.name if self.list.entry else ""
        now, facts = time.time(), self._runs.facts
        self.list.show(
            [describe_run(run, self._costs.priced(facts.get(run.id)), now) for run in self._runs.known.values()],
            at=at,
        )
        self._show_keys()

    def show_run(self, run: Run) -> None:
        """Show a run as it is now; the cursor goes to one that was begun here."""
        is_new = run.id not in self._runs.known
        self._runs.put(run)
        self._show()
        if is_new:
            self.list.action_move(-len(self._runs.known))
            self._show_keys()

    def leave_for(self, run: Run) -> None:
        """Close for a run in a fork."""
        self.dismiss(run)

    def say(self, sentence: str) -> None:
        """Show a sentence above the keys."""
        if not self.is_closed:
            self._sentence = sentence
            self._show_keys()

    def _show_keys(self) -> None:
        offers = [*self.list_offers(), Offer("line.leave", "Close", "screen.leave_panel")]
        if self.selected:
            offers.insert(0, Offer("line.accept", "Steps", "screen.open_run"))
        self.query_one(ClickableKeys).show(self._sentence, offers, self.active_bindings)

    # Keys.

    def note_move(self) -> None:
        """Show what can be done with the run under the cursor; read on."""
        self.say("")
        self._read_on()

    def search(self, text: str) -> None:
        """Show what matches, and read what may match."""
        super().search(text)
        self.say("")
        self._read_on()

    def on_search_list_chosen(self) -> None:
        """Open the page of the run."""
        self.action_open_run()

    def action_open_run(self) -> None:
        """Open the page of the run under the cursor."""
        if self.selected and self.typed_app.screen is self:
            self.typed_app.push_screen(RunPage(self.services, self.selected, self.local_state), self._show_left)

    def _show_left(self, run: Run | None) -> None:
        if run is not None and run.thread_id == self._runs.thread_id:
            self.show_run(run)
        elif run is not None:
            self.leave_for(run)

    def action_leave_panel(self) -> None:
        """Close."""
        self.dismiss(None)

    def leave(self) -> None:
        """Remove what is said; else close."""
        if self._sentence:
            self.say("")
        else:
            self.dismiss(None)
