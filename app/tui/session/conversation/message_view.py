"""The messages of the open thread: stored pages, the echo of a message being sent, and replies as they stream in."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.api.errors import Error
from app.api.events import MessageDelta
from app.api.message_text import delta_text
from app.api.objects import TERMINAL_STATUSES, Message, Run, Text, TextPart
from app.api.requests import Page
from app.api.services import Assistants
from app.tui.history import History
from app.tui.session.conversation.reasoning_view import ReasoningView
from app.tui.session.threads.current_thread import CurrentThread

PAGE_SIZE = 50
ECHO_PAGE_SIZE = 5
"""Messages read to find the stored message of an echo; only replies of its own run can be newer."""
WELCOME = "Type a message below. Enter to send, F1 to show the keys."
WELCOME_KEY = "welcome"


@dataclass(frozen=True)
class NewestPage:
    """The newest run of a thread and its newest messages, oldest first."""

    run: Run | None = None
    messages: Sequence[Message] = ()
    has_more: bool = False

    @property
    def active_run(self) -> Run | None:
        """The run, if it is not over."""
        if self.run is None or self.run.status in TERMINAL_STATUSES:
            return None
        return self.run


async def read_newest_page(assistants: Assistants, thread_id: str | None) -> NewestPage:
    """Read the end of a thread; None is a new conversation, which has nothing to read. Raises `Error`."""
    if thread_id is None:
        return NewestPage()
    # The run first: messages that it writes after this arrive as events.
    runs = await assistants.list_runs(thread_id, Page(limit=1))
    listing = await assistants.list_messages(thread_id, Page(limit=PAGE_SIZE))
    return NewestPage(next(iter(runs.data), None), listing.data[::-1], listing.has_more)


class MessageView:
    """Puts messages into the history and remembers which are there."""

    def __init__(self, assistants: Assistants, history: History, current: CurrentThread) -> None:
        self._assistants = assistants
        self._history = history.transcript
        self.reasoning = ReasoningView(assistants, history.reasoning, current)
        self._page = NewestPage()
        self._current = current
        self._shown: set[str] = set()
        self._unfinished: set[str] = set()
        self._oldest: str | None = None
        self._unsent: str | None = None
        self._echoes = 0
        self._unjoined: list[Message] = []
        self._answered: set[str | None] = set()

    @property
    def has_unsent(self) -> bool:
        """Whether a message on the screen could not be stored."""
        return self._unsent is not None

    def is_answered(self, run: Run) -> bool:
        """Whether the run wrote a message, as far as is known here."""
        return run.id in self._answered

    def show(self, page: NewestPage) -> None:
        """Show the end of a thread. The messages of an active run are left out: its events bring them."""
        self._page = page
        messages = page.messages
        active = page.active_run
        if active:
            messages = [message for message in messages if message.run_id != active.id]
        self._unsent = None
        self._unjoined.clear()
        self._unfinished.clear()
        self._answered.clear()
        if page.run and not active:
            self._answered.add(page.run.id)
        self._shown = {message.id for message in messages}
        self._oldest = next((message.id for message in messages), None)
        self._history.show(messages, more=page.has_more)
        if not messages and not active:
            self._history.note(WELCOME_KEY, WELCOME, "status")

    async def load_reasoning(self) -> None:
        """Show the stored reasoning of the newest page, which is on screen."""
        await self.reasoning.load(self._page.messages, self._page.run)

    async def load_older(self) -> None:
        """Put the page before the oldest message above it, then its reasoning. Raises `Error`."""
        visit = self._current.visit
        if not (visit.thread_id and self._oldest):
            return
        try:
            listing = await self._assistants.list_messages(visit.thread_id, Page(limit=PAGE_SIZE, after=self._oldest))
        except Error:
            self._history.request_older_again()
            raise
        if visit is not self._current.visit:
            return
        older = [message for message in reversed(listing.data) if message.id not in self._shown]
        if older:
            self._oldest = older[0].id
        self._shown.update(message.id for message in older)
        self._history.prepend(older, more=listing.has_more)
        await self.reasoning.load(older)

    # The message being sent.

    def show_echo(self, text: str) -> Message:
        """Show the user's message before it is stored. Returns it; `join_echoes` gives it the id of the stored one."""
        self.drop_unsent()
        self._history.remove_note(WELCOME_KEY)
        self._echoes += 1
        echo = Message(
            id=f"local {self._echoes}",
            created_at=int(time.time()),
            thread_id=self._current.id or "",
            status="completed",
            role="user",
            content=[TextPart(text=Text(value=text))],
        )
        self._history.append(echo)
        self._unjoined.append(echo)
        return echo

    async def join_echoes(self, thread_id: str) -> None:
        """Give echoes the ids of their stored messages. One that cannot be read now is tried again at the next call."""
        visit = self._current.visit
        if not self._unjoined:
            return
        with suppress(Error):
            listing = await self._assistants.list_messages(thread_id, Page(limit=ECHO_PAGE_SIZE))
            if visit is self._current.visit:
                for stored in reversed(listing.data):
                    self._join(stored)

    def _join(self, stored: Message) -> None:
        """Give the oldest echo of this text the id of the stored message."""
        if stored.role != "user" or stored.id in self._shown:
            return
        for echo in self._unjoined:
            if echo.text == stored.text:
                self._unjoined.remove(echo)
                self._shown.add(stored.id)
                self._history.identify(echo.id, stored)
                return

    def mark_unsent(self, echo: Message, reason: str) -> None:
        """Show under the echo why it could not be stored."""
        self._unjoined.remove(echo)
        self._unsent = echo.id
        self._history.note(_unsent_key(echo.id), f"Not sent: {reason}", "error")

    def drop_unsent(self) -> None:
        """Remove the message that could not be stored."""
        if self._unsent:
            self._history.drop(self._unsent)
            self._history.remove_note(_unsent_key(self._unsent))
            self._unsent = None

    # Events.

    def on_delta(self, delta: MessageDelta) -> None:
        """Show a piece of a reply."""
        if delta.id in self._unfinished:
            self._history.write(delta.id, delta_text(delta))

    def on_message(self, event_name: str, message: Message) -> None:
        """Show a reply that was created or ended."""
        if event_name == "thread.message.created":
            self._drop(message.id)
        self._answered.add(message.run_id)
        if message.id not in self._shown:
            self._shown.add(message.id)
            self._unfinished.add(message.id)
            self._history.begin(message)
        if message.status != "in_progress" and message.id in self._unfinished:
            self._unfinished.discard(message.id)
            self._history.finish(message)

    def drop_unfinished(self) -> None:
        """Remove replies that are not finished: another attempt writes them from their beginning."""
        for message_id in list(self._unfinished):
            self._drop(message_id)

    def _drop(self, message_id: str) -> None:
        """Remove a message, if it is here. After a take-over a finished one too is written again under the same id."""
        if message_id in self._shown:
            self._history.drop(message_id)
            self._shown.discard(message_id)
            self._unfinished.discard(message_id)


def _unsent_key(message_id: str) -> str:
    return f"unsent {message_id}"
