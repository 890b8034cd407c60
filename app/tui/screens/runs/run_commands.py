"""What can be done with a run, in the list of runs and on its page: retry, continue, cancel, answer, metadata."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual.screen import ScreenResultType

from app.api.errors import Error
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.services import Services
from app.tui.local_state import LocalState
from app.tui.screens.dialog import Dialog
from app.tui.screens.runs.answer_calls import AnswerCalls
from app.tui.screens.runs.clickable_keys import Offer
from app.tui.screens.runs.run_metadata import RunMetadata
from app.tui.session.runs import run_requests

Work = Callable[[], Awaitable[None]]
Begin = Callable[[Services, Run], Awaitable[Run]]
"""Begins another run with the inputs of one."""
WORK = "work"
"""The group of the workers that change a run or begin one."""
NO_RETRY = "This run is not over yet."
NO_CONTINUE = "Only a run whose reply was cut off can be continued."
IS_OVER = "This run is over."
WAITS_FOR_NOTHING = "This run waits for no answer."


class RunCommands(Dialog[ScreenResultType]):
    """A dialog with a selected run. `services` and `local_state` are set by the class that composes the dialog."""

    services: Services
    local_state: LocalState

    @property
    def selected(self) -> Run | None:
        """The run that the commands are for."""
        raise NotImplementedError

    def show_run(self, run: Run) -> None:
        """Show a run that was begun or changed here."""
        raise NotImplementedError

    def leave_for(self, run: Run) -> None:
        """Close for a run that was begun in a fork, which is opened then."""
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        """Show a sentence; an empty one removes it."""
        raise NotImplementedError

    def list_offers(self) -> Sequence[Offer]:
        """Return what can be done with the selected run now."""
        run = self.selected
        if run is None:
            return []
        offers: list[Offer] = []
        if run.status == "requires_action":
            offers.append(Offer("run.answer", "Answer", "screen.answer"))
        if run_requests.can_retry(run):
            offers.append(Offer("run.retry-this", "Retry", "screen.retry"))
        if run_requests.can_continue(run):
            offers.append(Offer("run.continue", "Continue", "screen.continue_reply"))
        if run.status not in TERMINAL_STATUSES:
            offers.append(Offer("run.cancel-this", "Cancel run", "screen.cancel_run"))
        return [*offers, Offer("run.metadata", "Metadata", "screen.edit_metadata")]

    def action_retry(self) -> None:
        """Run again with the inputs of the selected run."""
        run = self.selected
        if run and not run_requests.can_retry(run):
            self.say(NO_RETRY)
        elif run:
            self._work(partial(self._begin, run, run_requests.retry))

    def action_continue_reply(self) -> None:
        """Let the model go on with the reply of the selected run."""
        run = self.selected
        if run and not run_requests.can_continue(run):
            self.say(NO_CONTINUE)
        elif run:
            self._work(partial(self._begin, run, run_requests.continue_reply))

    def action_cancel_run(self) -> None:
        """Cancel the selected run."""
        run = self.selected
        if run and run.status in TERMINAL_STATUSES:
            self.say(IS_OVER)
        elif run:
            self._work(partial(self._cancel, run))

    def action_answer(self) -> None:
        """Answer the calls of the selected run by hand."""
        run = self.selected
        if run and run.status != "requires_action":
            self.say(WAITS_FOR_NOTHING)
        elif run and self.typed_app.screen is self:
            self.typed_app.push_screen(AnswerCalls(self.services.assistants, run, self.local_state), self._show_changed)

    def action_edit_metadata(self) -> None:
        """Edit the metadata of the selected run."""
        if self.selected and self.typed_app.screen is self:
            dialog = RunMetadata(self.services.assistants, self.selected, self.local_state)
            self.typed_app.push_screen(dialog, self._show_changed)

    def _show_changed(self, run: Run | None) -> None:
        if run is not None:
            self.say("")
            self.show_run(run)

    def _work(self, work: Work) -> None:
        """Do one thing at a time: a key pressed again meanwhile means the same."""
        if not self.is_closed and all(one.group != WORK or one.is_finished for one in self.workers):
            # Not begun yet, it is no coroutine that a close would leave unawaited.
            self.run_worker(partial(self._report, work), group=WORK, exit_on_error=True)

    async def _report(self, work: Work) -> None:
        try:
            await work()
        except Error as error:
            self.say(str(error))

    async def _begin(self, run: Run, begin: Begin) -> None:
        begun = await begin(self.services, run)
        if begun.thread_id == run.thread_id:
            self._show_changed(begun)
        else:
            self.leave_for(begun)

    async def _cancel(self, run: Run) -> None:
        self._show_changed(await self.services.assistants.cancel_run(run.thread_id, run.id))
