"""The controller of the chat screen: opens and deletes threads, and shows what happens to runs."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import aclosing, suppress

from app.api.errors import Error, NotFound
from app.api.events import Event
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.requests import ThreadRow
from app.api.services import Assistants
from app.tui.local_state import LocalState
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.conversation.deleted_elsewhere import DeletedElsewhere
from app.tui.session.conversation.newest_page import NewestPage, read_newest_page
from app.tui.session.model_label import ModelLabel
from app.tui.session.panes import Panes
from app.tui.session.queue_sender import QueueSender
from app.tui.session.runs.run_follower import RunFollower
from app.tui.session.thread_deleter import ThreadDeleter
from app.tui.session.thread_opener import ThreadOpener
from app.tui.session.threads.change_poller import ChangePoller
from app.tui.session.threads.current_thread import CurrentThread
from app.tui.session.threads.pending_deletions import PendingDeletions
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.text.draft import Draft, join_drafts

TOO_LONG = "Too long to recall with {input.earlier}. {input.backspace} removes a paste."
STASHED = "Draft stashed. Press {input.earlier} to restore it."


class Controller:
    """Connects the widgets in `panes` with an `Assistants`. It draws nothing itself."""

    def __init__(self, panes: Panes, local_state: LocalState, assistants: Assistants, model_label: ModelLabel) -> None:
        self._panes = panes
        self._local_state = local_state
        self._assistants = assistants
        self._model_label = model_label
        self.current = CurrentThread(panes.threads, panes.header)
        self.poller = ChangePoller(assistants, self.current)
        self.deletions = PendingDeletions()
        self.pages = ThreadPages(assistants, panes.threads, self.current, self.deletions)
        self._follower = RunFollower(assistants, self)
        self.conversation = Conversation(assistants, panes, local_state, self.current, self.pages, self._follower)
        self.conversation.messages.context.next_model = model_label
        self._deleted = DeletedElsewhere(assistants, self.current, self.conversation, panes.history)
        self.queue = QueueSender(assistants, local_state, self.current, self.pages, self.conversation, self._follower)
        self.opener = ThreadOpener(
            assistants, panes, local_state, self.current, self.pages, self.conversation, model_label
        )
        self.deleter = ThreadDeleter(
            assistants, panes, local_state, self.current, self.pages, self.conversation, self.opener, self.deletions
        )

    async def list_threads(self) -> None:
        """List the threads, and follow the runs that are active in them. Raises `Error`."""
        await self.pages.refresh()
        for row in self.pages.rows:
            if row.run_id and row.run_status and row.run_status not in TERMINAL_STATUSES:
                self._follower.start(row.id, row.run_id)

    async def open_first(self, thread_id: str | None) -> None:
        """Open this thread, else the newest, else (and where an `Error` is raised) a new one; keep what is typed."""
        visit, page, row = self.current.prepare(None), NewestPage(), None
        try:
            if thread_id:
                from app.api.conversation.whole_ids import find_thread_id  # late: only for an id that was typed

                thread_id = await find_thread_id(self._assistants, thread_id)
            newest = max(self.pages.rows, key=lambda one: one.last_active_at, default=None)  # pinned ones come first
            opened = thread_id or (newest and newest.id)
            page = await read_newest_page(self._assistants, opened)
            visit, row = self.current.prepare(opened), self.pages.find(opened)
        finally:
            self.opener.begin(visit, page, row)
            draft = self._local_state.get_draft(self.current.draft_key)
            self._panes.box.show(join_drafts(draft, self._panes.box.draft))
            self._panes.box.prompts.load(self._local_state.prompts)
            self.conversation.queue.load()
            await self.pages.show_title()

    def open(self, thread_id: str | None) -> Coroutine[None, None, None]:
        """Open a thread, or a new conversation; the draft of the previous one is kept. Raises `Error`.

        What is typed after this call belongs to it, before anything is awaited.
        """
        if thread_id and thread_id == self.current.id:
            self.opener.stay()
            return asyncio.sleep(0)
        return self.opener.open(thread_id)

    def open_at(self, thread_id: str, message_id: str | None) -> Coroutine[None, None, bool]:
        """Open a thread as `open` does, at this message. Returns whether it was opened; see `ThreadOpener.open_at`."""
        if thread_id == self.current.id:
            self.opener.stay()
            return asyncio.sleep(0, result=False)
        return self.opener.open_at(thread_id, message_id)

    async def send(self, draft: Draft) -> None:
        """Send a message to the thread on the screen, or to the one that is being opened. Raises `Error`."""
        if await self.opener.opened(draft):
            await self._unless_deleted(self.conversation.send(draft), sent=True)

    async def retry(self) -> None:
        """Run the open thread again without a new message. Raises `Error`."""
        await self._unless_deleted(self.conversation.retry(self._model_label))

    async def _unless_deleted(self, request: Coroutine[None, None, None], *, sent: bool = False) -> None:
        """Make a request for the open thread; if that was deleted elsewhere, leave it. Raises `Error`."""
        thread_id = self.current.id
        try:
            await request
            await self.opener.show_labels()
        except NotFound:
            if thread_id is None:
                raise
            await self.opener.leave_deleted(thread_id, sent=sent)

    def keep_prompt(self, draft: Draft) -> None:
        """Keep a draft that is not sent for ↑."""
        self._local_state.stash(draft)
        self._panes.box.prompts.load(self._local_state.prompts)

    def stash(self) -> None:
        """Move the draft from the message box to the prompts that ↑ recalls. Pastes too long for them stay.

        A prompt that was recalled makes way for what the user was writing.
        """
        if self._panes.box.leave_recalled():
            return
        left = self._local_state.stash(self._panes.box.draft)
        if left is None:
            self._panes.status.show_notice(self._panes.keys.fill(TOO_LONG))
            return
        self._panes.box.show(left)
        self._panes.box.prompts.load(self._local_state.prompts)
        self._panes.status.show_notice(self._panes.keys.fill(STASHED))

    async def watch(self) -> None:
        """Show who wrote the messages opened at the start, then changes made elsewhere, until cancelled."""
        await self.conversation.load_facts()
        async with aclosing(self.poller.changes()) as changes:
            async for rows in changes:
                with suppress(Error):  # a thread was deleted while it was read: the next poll shows that
                    await self.show_changes(rows)

    async def show_changes(self, rows: Sequence[ThreadRow] | None) -> None:
        """Show changed threads in the list, and new messages and runs in the open thread. Raises `Error`."""
        if rows is not None:
            self._panes.threads.unread.update(self.pages.ended_elsewhere(rows))
            if self.pages.is_searching:
                self.pages.update(rows)
            else:
                await self.pages.refresh()
            await self.pages.show_title()
            await self.opener.show_settings(self.poller.find(self.current.id))
        await self._catch_up()

    async def close(self) -> None:
        """Carry out the pending deletions, and stop following."""
        await self.deleter.finish()
        await self.conversation.queue.written()
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
            self.conversation.queue.on_run(thread_id, event.data)
            if event.data.status in TERMINAL_STATUSES and not is_here:
                self._panes.threads.unread.add(thread_id)
            self.pages.report(thread_id, event.data)

    async def on_end(self, thread_id: str) -> None:
        """Show the list with the new order, and the model that answers next; send what is queued."""
        with suppress(Error):  # the store failed: the next poll reads the list again
            await self.pages.refresh()
            if thread_id == self.current.id:
                await self.conversation.catch_up(self.pages.find(thread_id))
                await self.conversation.load_facts()
                await self.opener.show_labels()
        with suppress(Error):  # the message is back in the box, with the reason
            await self.queue.send_next(thread_id)

    async def on_lost(self, thread_id: str, run_id: str) -> bool:
        """Show the status of the run; True to follow it again. If its thread was deleted, open a new conversation."""
        try:
            run = await self._assistants.get_run(thread_id, run_id)
        except NotFound:
            with suppress(Error):
                await self.opener.leave_deleted(thread_id)
            return False
        except Error:  # a full disk, a server that does not answer: it may recover
            return True
        self.pages.set_status(thread_id, run_id, run.status)
        self.conversation.show_status(run)
        self.conversation.queue.on_run(thread_id, run)
        return run.status not in TERMINAL_STATUSES

    async def _catch_up(self) -> None:
        """Show what others changed in the open thread: new messages and runs, its title, its end. Raises `Error`."""
        thread_id = self.current.id
        if thread_id is None or self.current.is_leaving:
            return
        row = self.poller.find(thread_id)
        if row is None:  # not among the newest ones, where a deletion or a new title would be seen
            try:
                await self.pages.read_title(thread_id)
            except NotFound:
                await self.opener.leave_deleted(thread_id)
        elif not self.current.has_seen(row):
            await self.conversation.catch_up(row)
            await self.conversation.load_facts()
        await self._deleted.look(row)
