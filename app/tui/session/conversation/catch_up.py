"""Adds to the open conversation what was stored in its thread elsewhere: by another window, `ask` or a program.

Nothing that is on the screen is replaced, so that the draft, the place of the view and a selection stay.
"""

from contextlib import suppress

from app.api.errors import Error, NotFound, RequestError
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.requests import ThreadRow
from app.api.services import Assistants
from app.tui.session.conversation.messages.message_view import MessageView
from app.tui.session.conversation.newest_page import NewestPage, read_newest_page
from app.tui.session.conversation.run_view import RunView
from app.tui.session.runs.run_follower import RunFollower
from app.tui.session.threads.current_thread import CurrentThread


class CatchUp:
    """Compares the screen with the end of the thread in the store."""

    def __init__(
        self,
        assistants: Assistants,
        current: CurrentThread,
        messages: MessageView,
        run_view: RunView,
        follower: RunFollower,
    ) -> None:
        self._assistants = assistants
        self._current = current
        self._messages = messages
        self._run_view = run_view
        self._follower = follower

    async def read(self, row: ThreadRow | None) -> NewestPage | None:
        """Add the missing messages, and follow a new run. `row` is the thread's row, read before. Raises `Error`.

        Returns the page instead if so much is missing that it is to be shown in place of what is here.
        """
        visit, run = self._current.visit, self._run_view.run
        page = await read_newest_page(self._assistants, visit.thread_id)
        if visit is not self._current.visit or _id(run) != _id(self._run_view.run):
            return None  # a run was started here meanwhile: the next poll reads the thread again
        if page.run and _id(page.run) != _id(run):
            self._messages.echoes.drop_unsent()  # its text is in the box
        if not self._messages.add_missing(page):
            return page
        self._current.row = row
        if page.run and _id(page.run) != _id(run):
            self._show_run(page.run)
        return None

    async def shows_why(self, error: Error) -> bool:
        """Whether a run that was started elsewhere is why a request was refused; it is shown then."""
        if isinstance(error, RequestError) and not isinstance(error, NotFound):
            with suppress(Error):
                await self.read(self._current.row)
                return self._run_view.is_active
        return False

    def _show_run(self, run: Run) -> None:
        self._run_view.show(run)
        if run.status in TERMINAL_STATUSES:
            self._run_view.note(run, answered=self._messages.is_answered(run))
        else:
            self._follower.start(run.thread_id, run.id)


def _id(run: Run | None) -> str | None:
    if run is None:
        return None
    return run.id
