"""The terminal at work, once the store is open: which thread is on the screen, what becomes of keys and of events.

`ChatScreen` makes one when the connection is there and hands on what the user wants. It holds no widget state of its
own: the widgets show, `Conversation` knows the run, `ThreadPages` the list, `Drafts` what was typed.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from textual.content import Content
from textual.screen import Screen

from app.api.assistants import Assistants
from app.api.errors import Error, NotFound
from app.api.events import Event
from app.api.objects import TERMINAL, Run
from app.api.requests import ThreadRow
from app.tui.history import History
from app.tui.local_state import Drafts
from app.tui.session.change_poller import Watching
from app.tui.session.conversation import Conversation
from app.tui.session.model_label import Answering
from app.tui.session.pending_deletions import Deletions
from app.tui.session.run_follower import Following
from app.tui.session.thread_pages import ThreadPages
from app.tui.session.titles import set_title
from app.tui.text.draft import Draft, joined, whole
from app.tui.text.one_line import one_line
from app.tui.widgets.message_input import MessageInput
from app.tui.widgets.status_line import StatusLine
from app.tui.widgets.thread_list import ThreadList

AGAIN = 2.0
"""Seconds until a run is followed again."""
BUSY = "a run is active: Esc cancels it"
NEW = "New conversation"


@dataclass(frozen=True)
class Panes:
    """The widgets of the screen."""

    threads: ThreadList
    history: History
    status: StatusLine
    box: MessageInput


class Session:
    """One terminal on one `Assistants`."""

    def __init__(
        self,
        screen: Screen[None],
        panes: Panes,
        drafts: Drafts,
        assistants: Assistants,
        answering: Answering,
        do: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        self._screen = screen
        self._panes = panes
        self._drafts = drafts
        self._assistants = assistants
        self._answering = answering
        self._do = do
        self._draft_of: str | None = None
        self._asked: str | None = None
        self._known: ThreadRow | None = None
        self._latest: ThreadRow | None = None
        self._watching = Watching(assistants)
        self._following = Following(assistants, self._heard, self._lost)
        self.deletions = Deletions(screen, self._delete, lambda: self.pages.show())
        self.pages = ThreadPages(assistants, panes.threads, self.deletions)
        self.conversation = Conversation(assistants, self._following, panes.history, panes.status, self._began)

    async def start(self, thread_id: str | None) -> None:
        """List the threads and open one: the asked, else the newest, else a new one. Raises `Error`."""
        await self.pages.refresh()
        for row in self.pages.rows:
            if row.run_id and row.run_status and row.run_status not in TERMINAL:
                self._following.start(row.id, row.run_id)
        rows = self.pages.rows
        typed = self._panes.box.draft
        try:
            await self._show(thread_id or (rows[0].id if rows else None), first=True)
        except NotFound:
            await self._show(None, first=True)
            raise
        finally:
            self._panes.box.show(joined(self._drafts.get(self._draft_of), typed))
            self._watching.start(self.look)

    async def open(self, thread_id: str | None) -> None:
        """Open a thread, or a new one; the draft of the old one is kept. Raises `NotFound`."""
        if thread_id and thread_id == self.conversation.thread_id:
            return
        self._asked = thread_id
        await self._show(thread_id)

    def submit(self, draft: Draft) -> None:
        """Send what is in the box, unless a run is active: then it stays there, and the line above says why."""
        if self.conversation.busy:
            self._panes.box.take_back(draft)
            self._panes.status.say(BUSY)
            return
        thread_id = self._draft_of
        self._drafts.put(thread_id, self._panes.box.draft)
        self._drafts.remember(draft.text)
        self._panes.box.prompts.load(self._drafts.prompts)
        self._do(self._send(self.conversation.send(whole(draft)), draft, thread_id))

    def edited(self) -> None:
        """The draft changed."""
        self._drafts.put(self._draft_of, self._panes.box.draft)

    def stash(self) -> None:
        """Take what was typed out of the box; ↑ brings it back. A long paste stays: nothing would bring it back."""
        draft = self._panes.box.draft
        if not self._drafts.remember(draft.text):
            self._panes.status.say("too long for ↑: Backspace takes a paste away")
            return
        self._panes.box.show(Draft(pasted=draft.pasted))
        self._panes.box.prompts.load(self._drafts.prompts)
        self._panes.status.say("↑ brings it back")

    async def rename(self, row: ThreadRow, title: str) -> None:
        """Give a thread a title of its own. Raises `Error`."""
        await set_title(self._assistants, row.id, title)
        if title:
            self.pages.set_title(row.id, title)
        await self.pages.refresh()
        await self._entitle()

    async def delete(self, row: ThreadRow) -> None:
        """Hide a thread; it is deleted in ten seconds."""
        below = self._panes.threads.beside(1) or self._panes.threads.beside(-1)
        self.deletions.add(row.id)
        self.pages.show()
        if row.id == self.conversation.thread_id:
            await self._show(below if below not in self.deletions else None)

    async def undo(self) -> None:
        """Show the thread deleted last again."""
        if thread_id := self.deletions.undo():
            self.pages.show()
            await self._show(thread_id)

    async def look(self) -> None:
        """Show what others did: their threads in the list, their messages and runs in the open thread."""
        if rows := await self._watching.look():
            if not self.pages.searching:
                self._panes.threads.unread.update(self._ended_elsewhere(rows))
                await self.pages.refresh()
                await self._entitle()
            self._latest = next((row for row in rows if row.id == self.conversation.thread_id), self._latest)
        await self._catch_up()

    async def close(self) -> None:
        """Delete what waits for it and stop."""
        await self.deletions.finish()
        await self.stop()

    async def stop(self) -> None:
        """Stop following; the runs go on."""
        self._watching.stop()
        await self._following.close()

    def current_row(self) -> ThreadRow | None:
        """The row of the open thread."""
        return self.pages.find(self.conversation.thread_id) if self.conversation.thread_id else None

    def _ended_elsewhere(self, rows: Sequence[ThreadRow]) -> Iterator[str]:
        """The threads, but the open one, in which a run has ended since the list was read."""
        for row in rows:
            before = self.pages.find(row.id)
            same = before and (before.run_id, before.run_status) == (row.run_id, row.run_status)
            if row.run_status in TERMINAL and not same and row.id != self.conversation.thread_id:
                yield row.id

    async def _catch_up(self) -> None:
        """Show the open thread anew where others added to it; not under the eyes of somebody who reads further up."""
        row, known = self._latest, self._known
        here = row is not None and row.id == self.conversation.thread_id == self._asked
        if row is None or not here or not self.conversation.replaceable:
            return
        if known and (known.run_id, known.last_active_at) == (row.run_id, row.last_active_at):
            return
        self._known = row
        await self.conversation.open(row.id)

    async def _show(self, thread_id: str | None, *, first: bool = False) -> None:
        if not first:
            self._drafts.put(self._draft_of, self._panes.box.draft)
        self._asked = thread_id
        try:
            await self.conversation.open(thread_id)
        except Error:
            self._asked = self.conversation.thread_id
            raise
        if self._asked != thread_id:
            return
        self._draft_of = thread_id
        self._known, self._latest = self.current_row(), None
        self._panes.box.show(self._drafts.get(thread_id))
        self._panes.box.prompts.load(self._drafts.prompts)
        self._panes.threads.mark_open(thread_id)
        await self._entitle()
        if not first:  # at the start the screen asks, since there may be nobody yet
            self._do(self._answering.show(self.conversation.assistant_id))

    async def _send(self, sending: Coroutine[None, None, None], draft: Draft, thread_id: str | None) -> None:
        """Give the text back when it could not be stored, to the box or to the draft of its thread."""
        try:
            await sending
        except Error:
            if self._draft_of == thread_id:
                self._panes.box.take_back(draft)
                self._drafts.put(thread_id, self._panes.box.draft)
            else:
                self._drafts.put(thread_id, joined(draft, self._drafts.get(thread_id)))
            raise
        await self._refresh()
        self._panes.threads.mark_open(self.conversation.thread_id)
        await self._entitle()

    def _began(self, run: Run) -> None:
        """A run is stored. What was typed meanwhile is the draft of its thread, which may be new."""
        if run.thread_id == self.conversation.thread_id and self._draft_of != run.thread_id:
            self._drafts.put(self._draft_of, Draft())
            self._draft_of = self._asked = run.thread_id
            self._drafts.put(run.thread_id, self._panes.box.draft)
        self.pages.set_status(run.thread_id, run.id, run.status)

    def _heard(self, thread_id: str, event: Event) -> None:
        here = thread_id == self.conversation.thread_id
        if here:
            self.conversation.hear(event)
        if not isinstance(event.data, Run):
            return
        self.pages.set_status(thread_id, event.data.id, event.data.status)
        if event.data.status in TERMINAL:
            if not here:
                self._panes.threads.unread.add(thread_id)
            self._do(self._refresh())
            if here:
                self._do(self._answering.show(self.conversation.assistant_id))

    async def _refresh(self) -> None:
        """Read the list after something that this terminal did itself."""
        await self.pages.refresh()
        self._known = self.current_row()

    def _lost(self, thread_id: str, run_id: str) -> None:
        self._do(self._resolve(thread_id, run_id))

    async def _resolve(self, thread_id: str, run_id: str) -> None:
        """Show how a run stands whose events ended too soon, and follow it again while it is not over."""
        try:
            run = await self._assistants.get_run(thread_id, run_id)
        except NotFound:
            if thread_id == self.conversation.thread_id:
                await self._show(None)
            return
        except Error:
            run = None  # a full disk, a server that is away: it may be there again in a while
        if run:
            self.pages.set_status(thread_id, run_id, run.status)
            self.conversation.resolve(run)
            if run.status in TERMINAL:
                return
        await asyncio.sleep(AGAIN)
        self._following.start(thread_id, run_id)

    async def _delete(self, thread_id: str) -> None:
        """The ten seconds are over. A thread that cannot be deleted is shown again, with the reason."""
        try:
            with suppress(NotFound):
                await self._assistants.delete_thread(thread_id)
            self._drafts.put(thread_id, Draft())
            self.pages.drop(thread_id)
            await self.pages.refresh()
        except Error as error:
            self._screen.notify(str(error), severity="error", markup=False)

    async def _entitle(self) -> None:
        """Show the title of the open thread above it."""
        thread_id = self.conversation.thread_id
        title = ""
        with suppress(NotFound):
            title = (await self.pages.row(thread_id)).title if thread_id else ""
        if thread_id == self.conversation.thread_id:
            self._panes.history.border_title = Content(one_line(title) or NEW)
