"""A change that a dialog has begun, which is made to its end when the dialog closes: its worker belongs to the app."""

from collections.abc import Coroutine
from contextlib import suppress

from textual.worker import Worker, WorkerCancelled, WorkerFailed

from app.api.errors import Error
from app.tui.screens.dialog import CHANGE
from app.tui.screens.search_dialog import SearchDialog


class OneChange:
    """Makes one change at a time for a dialog."""

    def __init__(self, dialog: SearchDialog[str | None]) -> None:
        self._dialog = dialog
        self._worker: Worker[None] | None = None

    def begin(self, change: Coroutine[None, None, None], failure: str) -> None:
        """Make a change. A key pressed again meanwhile means the same.

        `failure`: what to say if it fails and the dialog is closed.
        """
        if self._worker and not self._worker.is_finished:
            change.close()
        else:
            self._worker = self._dialog.typed_app.run_worker(
                self._report(change, failure), group=CHANGE, exit_on_error=True
            )

    async def wait(self) -> None:
        """Wait until the change that was begun is made."""
        if self._worker:
            with suppress(WorkerCancelled, WorkerFailed):
                await self._worker.wait()

    async def _report(self, change: Coroutine[None, None, None], failure: str) -> None:
        try:
            await change
        except Error as error:
            if self._dialog.is_closed:
                self._dialog.typed_app.notify(f"{failure} {error}", severity="error", markup=False)
            else:
                self._dialog.say(str(error))
