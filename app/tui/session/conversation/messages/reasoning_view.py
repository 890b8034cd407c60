"""What is known of the runs in the open thread: reasoning and calls, live or stored, and the models that answered."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from app.api.errors import Error
from app.api.events import ReasoningDelta
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.api.operations.runs import read_facts
from app.api.run_facts import Reasoning, RunFacts
from app.api.services import Assistants
from app.api.steps import RunStep
from app.tui.history import History
from app.tui.session.threads.current_thread import CurrentThread

if TYPE_CHECKING:
    from app.tui.history.live.call_lines import CallLines  # the start does not need it


class ReasoningView:
    """Puts reasoning into the history, above the messages of its run, and the model into their headers."""

    def __init__(self, assistants: Assistants, history: History, current: CurrentThread) -> None:
        self._assistants = assistants
        self._widget = history
        self._history, self._excerpt = history.transcript, history.excerpt
        self._lines = history.reasoning
        self._call_lines: CallLines | None = None
        self._current = current

    @property
    def _calls(self) -> "CallLines":
        """The lines of calls, for which most conversations have no use."""
        from app.tui.history.live.call_lines import CallLines  # late: the start does not need it

        if self._call_lines is None:
            self._call_lines = CallLines(self._widget.document, self._widget.viewport, self._history)
        return self._call_lines

    def on_data(self, run: Run, data: ReasoningDelta | Reasoning | RunStep) -> None:
        """Show a piece of the reasoning of a run, or all of one model call; the calls of a step that is over.

        Nothing, unless the end of the thread is here.
        """
        if self._excerpt.has_newer:
            return
        if isinstance(data, RunStep):
            if data.type == "tool_calls" and data.status != "in_progress":
                self._calls.add(data)
        elif isinstance(data, Reasoning):
            self._lines.complete(run.id, data)
        else:
            self._lines.add(run.id, data)

    def on_run(self, event_name: str, run: Run) -> None:
        """Drop what another attempt makes again; stop counting when the run is over."""
        if event_name == "thread.run.queued":
            self._lines.drop_unfinished(run.id)
        elif run.status in TERMINAL_STATUSES:
            self._lines.stop(run.id)

    def drop(self, reply: Message) -> None:
        """Remove the reasoning of a reply that another one replaces."""
        if reply.run_id:
            self._lines.drop(reply.run_id)

    async def load(self, messages: Sequence[Message], run: Run | None = None) -> Mapping[str, RunFacts]:
        """Show the models and the stored reasoning of the runs of a page; `run` may have no message in it.

        Returns the facts by run. What an active run reasons comes as events. What cannot be read is not shown: the
        messages are.
        """
        run_ids = {message.run_id for message in messages if message.run_id}
        if run is not None:
            run_ids.add(run.id)
            if run.status not in TERMINAL_STATUSES:
                run_ids.discard(run.id)
        facts = await self._read(run_ids)
        if facts:
            self._lines.put(facts)
            if any(one.tool_uses for one in facts):
                self._calls.put(facts)
        return {one.run_id: one for one in facts}

    def load_model(self, run_id: str) -> None:
        """Show which model answers in a run that has begun a reply."""
        self._widget.run_worker(self._read({run_id}), exit_on_error=False)

    async def _read(self, run_ids: Collection[str]) -> Sequence[RunFacts]:
        """Read what is known of these runs of the open thread, and show the models that answered."""
        visit = self._current.visit
        if visit.thread_id is None or not run_ids:
            return ()
        with suppress(Error):
            facts = await read_facts(self._assistants, visit.thread_id, sorted(run_ids))
            if visit is self._current.visit:
                self._history.caption({}, {one.run_id: one.answered_by for one in facts if one.model})
                return facts
        return ()
