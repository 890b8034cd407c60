"""The open conversation: a message goes out, a run is followed, and its events become calls of the history.

`Session` opens threads and hands on keys and events; nothing else of the terminal speaks of runs. One at a time is
on the screen: `visit` tells whether an answer that took its time still belongs to it.
"""

import time
from collections.abc import Callable, Coroutine

from app.api.assistants import Assistants
from app.api.errors import Error, RequestError
from app.api.events import Event, MessageDelta
from app.api.message_text import delta_text
from app.api.objects import DEFAULT_ASSISTANT_ID, TERMINAL, Message, Run, Text, TextPart
from app.api.requests import Page
from app.api.start_run import start_run
from app.tui.history import History
from app.tui.session import run_notes
from app.tui.session.run_follower import Following
from app.tui.widgets.status_line import StatusLine

PAGE = 50
WELCOME = "Write a message below: Enter sends it, F1 shows the keys."


class Conversation:
    """One thread on the screen, or the new one, which has no id before its first message."""

    def __init__(
        self,
        assistants: Assistants,
        following: Following,
        history: History,
        status: StatusLine,
        began: Callable[[Run], None],
    ) -> None:
        self._assistants = assistants
        self._following = following
        self._history = history
        self._status = status
        self._began = began
        self.thread_id: str | None = None
        self.run: Run | None = None
        self.visit = 0
        self._openings = 0
        self._sending = False
        self._cancel_wanted = False
        self._unfinished: set[str] = set()
        self._shown: set[str] = set()
        self._said: set[str | None] = set()
        self._oldest: str | None = None
        self._unsent: str | None = None
        self._echoes = 0

    @property
    def busy(self) -> bool:
        """A run is active here, or about to be."""
        return self._sending or (self.run is not None and self.run.status not in TERMINAL)

    @property
    def retriable(self) -> bool:
        """The newest run ended without a whole reply."""
        return not self.busy and self.run is not None and self.run.status in TERMINAL - {"completed"}

    @property
    def assistant_id(self) -> str:
        """The assistant that answers the next message."""
        return self.run.assistant_id if self.run else DEFAULT_ASSISTANT_ID

    @property
    def replaceable(self) -> bool:
        """Showing the thread anew would take nothing from the screen that is not stored."""
        return not self.busy and self._unsent is None and self._history.following

    async def open(self, thread_id: str | None) -> None:
        """Show the newest page of a thread and follow its run where one is active. Raises `NotFound`."""
        self._openings += 1
        opening = self._openings
        newest: Run | None = None
        messages: list[Message] = []
        more = False
        if thread_id:
            # The run first: what it writes meanwhile comes with its events, from the first on.
            runs = await self._assistants.list_runs(thread_id, Page(limit=1))
            newest = runs.data[0] if runs.data else None
            listing = await self._assistants.list_messages(thread_id, Page(limit=PAGE))
            messages, more = listing.data[::-1], listing.has_more
        if opening != self._openings:
            return
        self.visit += 1  # not before: what cannot be read leaves the open thread as it is
        self.thread_id, self.run = thread_id, newest
        self._sending = self._cancel_wanted = False
        self._unsent = None
        self._unfinished.clear()
        live = newest is not None and newest.status not in TERMINAL
        if newest and live:
            messages = [message for message in messages if message.run_id != newest.id]
        self._shown = {message.id for message in messages}
        self._said = {newest.id} if newest and not live else set()
        self._oldest = messages[0].id if messages else None
        self._history.show(messages, more=more)
        if not messages and not live:
            self._history.note("welcome", WELCOME, "status")
        self._status.show_run(newest)
        if newest and live:
            self._following.start(newest.thread_id, newest.id)
        elif newest:
            self._note(newest)

    async def load_older(self) -> None:
        """Put the page before the oldest message above it."""
        if not (self.thread_id and self._oldest):
            return
        visit = self.visit
        try:
            listing = await self._assistants.list_messages(self.thread_id, Page(limit=PAGE, after=self._oldest))
        except Error:
            self._history.older_missed()
            raise
        if visit != self.visit:
            return
        older = [message for message in reversed(listing.data) if message.id not in self._shown]
        self._shown.update(message.id for message in older)
        self._oldest = older[0].id if older else self._oldest
        self._history.prepend(older, more=listing.has_more)

    def send(self, text: str) -> Coroutine[None, None, None]:
        """Show a message now; awaited, store it together with its run. Raises `Error`: the message is marked then."""
        self._forget_unsent()
        self._history.remove_note("welcome")
        self._forget_note()
        echo = self._echo(text)
        self._history.append(echo)
        self._status.show_sending()
        self._sending = True
        return self._send(echo, text, self.visit)

    async def retry(self) -> None:
        """Run the thread again as it is, without a new message. Raises `Error`."""
        if not (self.retriable and self.thread_id and self.run):
            return
        visit = self.visit
        self._sending = True
        try:
            run = await self._start_run(None)
        except Error:
            if visit == self.visit:
                self._cancel_wanted = False
            raise
        finally:
            if visit == self.visit:
                self._sending = False
        await self._follow(run, visit)

    async def cancel(self) -> None:
        """Cancel the active run. The status says so in this frame. Raises `Error`."""
        if self._sending:
            self._cancel_wanted = True
            return
        run = self.run
        if run is None or run.status in TERMINAL or run.status == "cancelling":
            return
        self._move(run_notes.as_cancelling(run))
        try:
            await self._assistants.cancel_run(run.thread_id, run.id)
        except Error as error:
            if self.run and self.run.id == run.id and self.run.status == "cancelling":
                self._move(run)  # so that Esc can try again
            if not isinstance(error, RequestError):  # that refusal comes when it is over: its events say so
                raise

    def hear(self, event: Event) -> None:
        """Show an event of a run of this thread."""
        match event.data:
            case Run() as run:
                if self.run is None or run.id == self.run.id or run.created_at >= self.run.created_at:
                    self._hear_run(event, run)
            case MessageDelta() as delta:
                if delta.id in self._unfinished:
                    self._history.write(delta.id, delta_text(delta))
            case Message() as message if message.role == "assistant":
                if event.event == "thread.message.created":
                    self._forget(message.id)
                self._hear_message(message)
            case _:
                pass

    def resolve(self, run: Run) -> None:
        """Show how a run stands whose events were lost."""
        if self.run and run.id == self.run.id:
            self._move(run)
            self._note(run)

    async def _send(self, echo: Message, text: str, visit: int) -> None:
        try:
            run = await self._start_run(text)
        except Error as error:
            if visit == self.visit:
                self._cancel_wanted = False
                self._unsent = echo.id
                self._history.note(f"unsent {echo.id}", f"Not sent: {error}", "error")
                if self.run:
                    self._note(self.run)
            raise
        finally:
            if visit == self.visit:
                self._sending = False
        await self._follow(run, visit)

    async def _start_run(self, text: str | None) -> Run:
        return await start_run(self._assistants, self.thread_id, [self.assistant_id, DEFAULT_ASSISTANT_ID], text=text)

    async def _follow(self, run: Run, visit: int) -> None:
        here = visit == self.visit
        if here:
            self.thread_id = run.thread_id
            self._move(run)
        self._began(run)
        self._following.start(run.thread_id, run.id)
        if here and self._cancel_wanted:
            self._cancel_wanted = False
            await self.cancel()

    def _hear_run(self, event: Event, run: Run) -> None:
        if event.event == "thread.run.queued":
            # Also after a take-over: the next attempt writes the unfinished message from its beginning.
            for message_id in self._unfinished:
                self._history.drop(message_id)
                self._shown.discard(message_id)
            self._unfinished.clear()
        cancelling = self.run and self.run.id == run.id and self.run.status == "cancelling"
        if cancelling and run.status in ("queued", "in_progress"):
            return
        self._move(run)
        self._note(run)

    def _forget(self, message_id: str) -> None:
        """A message that a dead process had finished is written anew after a take-over, under the same id."""
        if message_id in self._shown:
            self._history.drop(message_id)
            self._shown.discard(message_id)
            self._unfinished.discard(message_id)

    def _hear_message(self, message: Message) -> None:
        self._said.add(message.run_id)
        if message.id not in self._shown:
            self._shown.add(message.id)
            self._unfinished.add(message.id)
            self._history.begin(message)
        if message.status != "in_progress" and message.id in self._unfinished:
            self._unfinished.discard(message.id)
            self._history.finish(message)

    def _move(self, run: Run) -> None:
        if self.run and self.run.id != run.id:
            self._forget_note()
        self.run = run
        self._status.show_run(run)

    def _note(self, run: Run) -> None:
        if note := run_notes.note(run, said=run.id in self._said):
            self._history.note(f"run {run.id}", note, "error" if run.status == "failed" else "status")
        else:
            self._history.remove_note(f"run {run.id}")

    def _forget_note(self) -> None:
        """Notes stand under the last message: what became of an earlier run would seem to belong to that."""
        if self.run:
            self._history.remove_note(f"run {self.run.id}")

    def _echo(self, text: str) -> Message:
        self._echoes += 1
        return Message(
            id=f"local {self._echoes}",
            created_at=int(time.time()),
            thread_id=self.thread_id or "",
            status="completed",
            role="user",
            content=[TextPart(text=Text(value=text))],
        )

    def _forget_unsent(self) -> None:
        if self._unsent:
            self._history.drop(self._unsent)
            self._history.remove_note(f"unsent {self._unsent}")
            self._unsent = None
