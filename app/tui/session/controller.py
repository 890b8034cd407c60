"""The controller of the chat screen: opens and deletes threads, and shows what happens to runs."""

from collections.abc import Sequence
from contextlib import aclosing, suppress

from app.api.errors import Error, NotFound
from app.api.events import Event
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.requests import ThreadRow
from app.api.services import Assistants
from app.tui.local_state import LocalState
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.conversation.message_view import NewestPage, read_newest_page
from app.tui.session.model_label import ModelLabel
from app.tui.session.panes import Panes
from app.tui.session.run_follower import RunFollower
from app.tui.session.threads.change_poller import ChangePoller
from app.tui.session.threads.current_thread import CurrentThread, Visit
from app.tui.session.threads.pending_deletions import PendingDeletions
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.text.draft import Draft, join_drafts


class Controller:
    """Connects the widgets in `panes` with an `Assistants`. It draws nothing itself."""

    def __init__(self, panes: Panes, local_state: LocalState, assistants: Assistants, model_label: ModelLabel) -> None:
        self._panes = panes
        self._local_state = local_state
        self._assistants = assistants
        self._model_label = model_label
        self.poller = ChangePoller(assistants)
        self.deletions = PendingDeletions()
        self.current = CurrentThread(panes.threads, panes.history)
        self.pages = ThreadPages(assistants, panes.threads, self.current, self.deletions)
        self._follower = RunFollower(assistants, self)
        self.conversation = Conversation(assistants, panes, local_state, self.current, self.pages, self._follower)

    async def start(self, thread_id: str | None) -> None:
        """List the threads and open one: the given one, else the newest, else a new conversation.

        What was typed before is added to the draft of the opened thread. Raises `Error` after opening a new
        conversation instead.
        """
        page, row = NewestPage(), None
        visit = self.current.prepare(None)
        try:
            await self.pages.refresh()
            for listed in self.pages.rows:
                if listed.run_id and listed.run_status and listed.run_status not in TERMINAL_STATUSES:
                    self._follower.start(listed.id, listed.run_id)
            opened = thread_id or next((listed.id for listed in self.pages.rows), None)
            page = await read_newest_page(self._assistants, opened)
            visit, row = self.current.prepare(opened), self.pages.find(opened)
        finally:
            typed = self._panes.box.draft
            self._begin(visit, page, row)
            self._panes.box.show(join_drafts(self._panes.box.draft, typed))
            await self.pages.show_title()

    async def open(self, thread_id: str | None) -> None:
        """Open a thread, or a new conversation; the draft of the previous one is kept. Raises `Error`."""
        if thread_id and thread_id == self.current.id:
            self.current.stay()
            return
        await self._show(thread_id)

    def begin_new(self) -> None:
        """Put a new conversation on the screen at once, so that what is typed next belongs to it."""
        visit = self.current.prepare(None)
        self.keep_draft()
        self._begin(visit, NewestPage(), None)

    async def show_labels(self) -> None:
        """Show the title of the open thread, and the model that answers in it. Raises `Error`."""
        await self.pages.show_title()
        await self._model_label.show(self.conversation.assistant_id)

    def keep_draft(self) -> None:
        """Keep what is in the box as the draft of the open thread."""
        self._local_state.set_draft(self.current.draft_key, self._panes.box.draft)

    def stash(self) -> None:
        """Move the text from the message box to the prompts that ↑ recalls. Text too long for them and pastes stay."""
        draft = self._panes.box.draft
        if not self._local_state.add_prompt(draft.text):
            self._panes.status.show_notice("Too long to recall with ↑. Backspace removes a paste.")
            return
        self._panes.box.show(Draft(pasted=draft.pasted))
        self._panes.box.prompts.load(self._local_state.prompts)
        self._panes.status.show_notice("Draft stashed. Press ↑ to restore it.")

    async def delete(self, thread_id: str) -> None:
        """Hide a thread, and delete it when the undo window is over. Raises `Error`; the thread is then shown again."""
        is_due = self.deletions.add(thread_id)
        self.pages.show()
        if await is_due:
            await self._delete(thread_id)

    async def undo(self) -> None:
        """Show the thread that was deleted last again. Raises `Error`."""
        if thread_id := self.deletions.undo():
            self.pages.show()
            await self._show(thread_id)

    async def watch(self) -> None:
        """Show the stored reasoning of the thread opened at the start, then changes made elsewhere, until cancelled."""
        await self.conversation.messages.load_reasoning()
        async with aclosing(self.poller.changes()) as changes:
            async for rows in changes:
                with suppress(Error):  # a thread was deleted while it was read: the next poll shows that
                    await self.show_changes(rows)

    async def show_changes(self, rows: Sequence[ThreadRow]) -> None:
        """Show changed threads in the list, and new messages and runs in the open thread. Raises `Error`."""
        if rows and not self.pages.is_searching:
            self._panes.threads.unread.update(self.pages.ended_elsewhere(rows))
            await self.pages.refresh()
            await self.pages.show_title()
        await self._reload()

    async def close(self) -> None:
        """Carry out the pending deletions, and stop following."""
        for thread_id in self.deletions.take_all():
            with suppress(Error):
                await self._delete(thread_id)
        await self.stop()

    async def stop(self) -> None:
        """Stop following; the runs continue."""
        await self._follower.close()

    # Runs: what `RunFollower` reports.

    def on_event(self, thread_id: str, event: Event) -> None:
        """Show an event of a run, of the open thread or of another."""
        is_here = thread_id == self.current.id
        if is_here:
            self.conversation.on_event(event)
        if isinstance(event.data, Run):
            if event.data.status in TERMINAL_STATUSES and not is_here:
                self._panes.threads.unread.add(thread_id)
            self.pages.set_status(thread_id, event.data.id, event.data.status)

    async def on_end(self, thread_id: str) -> None:
        """Show the list with the new order, and the model that answers next."""
        with suppress(Error):  # the store failed: the next poll reads the list again
            await self.pages.refresh_current()
        if thread_id == self.current.id:
            await self.conversation.messages.join_echoes(thread_id)
            await self._model_label.show(self.conversation.assistant_id)

    async def on_lost(self, thread_id: str, run_id: str) -> bool:
        """Show the status of the run; True to follow it again. If its thread was deleted, open a new conversation."""
        try:
            run = await self._assistants.get_run(thread_id, run_id)
        except NotFound:
            if thread_id == self.current.id:
                await self._show(None)
            return False
        except Error:  # a full disk, a server that does not answer: it may recover
            return True
        self.pages.set_status(thread_id, run_id, run.status)
        self.conversation.show_status(run)
        return run.status not in TERMINAL_STATUSES

    async def _show(self, thread_id: str | None) -> None:
        """Put a thread on the screen, unless another one is opened before it is read. Raises `Error`."""
        visit = self.current.prepare(thread_id)
        page = await self._read(visit)
        if page is None:
            return
        self.keep_draft()
        self._begin(visit, page, self.pages.find(thread_id))
        await self.show_labels()
        await self.conversation.messages.load_reasoning()

    async def _read(self, visit: Visit) -> NewestPage | None:
        """Read what a prepared visit shows; None if another one was prepared meanwhile. Raises `Error`."""
        try:
            page = await read_newest_page(self._assistants, visit.thread_id)
        except Error:
            self.current.give_up(visit)
            raise
        if self.current.is_next(visit):
            return page
        return None

    def _begin(self, visit: Visit, page: NewestPage, row: ThreadRow | None) -> None:
        self.current.begin(visit, row)
        self.conversation.show(page)
        self._panes.box.show(self._local_state.get_draft(self.current.draft_key))
        self._panes.box.prompts.load(self._local_state.prompts)

    async def _reload(self) -> None:
        """Read the open thread again if others added to it, but not while the user reads further up."""
        row = self.poller.find(self.current.id)
        if row is None or self.current.is_leaving or not self.conversation.can_reload or self.current.has_seen(row):
            return
        visit = self.current.prepare(row.id)
        page = await self._read(visit)
        if page is None:
            return
        if not self.conversation.can_reload:  # the user has sent a message, or scrolled up
            self.current.give_up(visit)
            return
        self.current.begin(visit, row)
        self.conversation.show(page)
        await self.conversation.messages.load_reasoning()

    async def _delete(self, thread_id: str) -> None:
        try:
            with suppress(NotFound):
                await self._assistants.delete_thread(thread_id)
            self._local_state.set_draft(thread_id, Draft())
            self.pages.drop(thread_id)
            await self.pages.refresh()
        finally:
            self.deletions.finish(thread_id)
            self.pages.show()
