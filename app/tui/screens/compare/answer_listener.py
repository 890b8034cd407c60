"""Passes the events of two runs to the sides that show them."""

from collections.abc import Sequence

from app.api.errors import Error
from app.api.events import Event
from app.api.objects import TERMINAL_STATUSES
from app.api.services import Assistants
from app.tui.screens.compare.side_view import SideView


class AnswerListener:
    """What `RunFollower` reports to."""

    def __init__(self, assistants: Assistants, views: Sequence[SideView]) -> None:
        self._assistants = assistants
        self._views = views

    def on_event(self, thread_id: str, event: Event) -> None:
        """Show an event of one of the runs."""
        for view in self._find(thread_id):
            view.on_run_event(event)

    async def on_end(self, thread_id: str) -> None:
        """Have nothing more to show: the last event was of the run."""

    async def on_lost(self, thread_id: str, run_id: str) -> bool:
        """Show the status of the run; True to follow it again."""
        try:
            run = await self._assistants.get_run(thread_id, run_id)
        except Error:  # a full disk, a server that does not answer: it may recover
            return True
        for view in self._find(thread_id):
            view.show_run(run)
        return run.status not in TERMINAL_STATUSES

    def _find(self, thread_id: str) -> Sequence[SideView]:
        return [one for one in self._views if one.side.run and one.side.run.thread_id == thread_id]
