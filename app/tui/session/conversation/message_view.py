"""The messages of the open thread: stored pages, and replies as they stream in."""

from collections.abc import Sequence

from app.api.errors import Error
from app.api.events import MessageDelta
from app.api.message_text import delta_text
from app.api.objects import Message, Run, without_replaced
from app.api.requests import Page
from app.api.services import Assistants
from app.tui.history import History
from app.tui.session.conversation.assistant_names import AssistantNames
from app.tui.session.conversation.echoes import Echoes
from app.tui.session.conversation.newest_page import PAGE_SIZE, NewestPage
from app.tui.session.conversation.reasoning_view import ReasoningView
from app.tui.session.conversation.sibling_view import SiblingView
from app.tui.session.threads.current_thread import CurrentThread

ELSEWHERE_KEY = "elsewhere"


class MessageView:
    """Puts messages into the history and remembers which are there."""

    def __init__(self, assistants: Assistants, history: History, current: CurrentThread) -> None:
        self._assistants = assistants
        self._history, self._excerpt = history.transcript, history.excerpt
        self.echoes = Echoes(self._history)
        self.reasoning = ReasoningView(assistants, history, current)
        self.siblings = SiblingView(assistants, history)
        self._names = AssistantNames(assistants, self._history)
        self._page = NewestPage()
        self._current = current
        self._shown: set[str] = set()
        self._unfinished: set[str] = set()
        self._oldest: str | None = None
        self._answered: set[str | None] = set()
        self._part: Sequence[Message] = ()

    def is_answered(self, run: Run) -> bool:
        """Whether the run wrote a message, as far as is known here."""
        return run.id in self._answered

    def show(self, page: NewestPage) -> None:
        """Show the end of a thread. The messages of an active run are left out: its events bring them."""
        self._page = page
        self._names.forget()
        messages, active = page.finished_messages, page.active_run
        self.echoes.clear()
        self._unfinished.clear()
        self._answered.clear()
        if page.run and not active:
            self._answered.add(page.run.id)
        self._shown = {message.id for message in messages}
        self._oldest = next((message.id for message in page.messages), None)
        self._history.show(messages, more=page.has_more)
        self._history.show_welcome(not messages and not active)

    def show_part(self, messages: Sequence[Message], *, older: bool) -> None:
        """Show messages far from the end of the thread. `older`: there are others above; below there are."""
        self.echoes.clear()
        self._unfinished.clear()
        self._shown = {message.id for message in messages}
        self._oldest = messages[0].id
        self._part = messages
        self._history.show(without_replaced(messages), more=older, newer=True)
        self._history.show_welcome(False)

    def add_newer(self, messages: Sequence[Message]) -> None:
        """Put the next page below a part of the thread, which does not reach the end yet."""
        self._shown.update(message.id for message in messages)
        self._part = messages
        self._excerpt.extend(without_replaced(messages), more=True)

    async def load_facts_of_part(self) -> None:
        """Show who wrote the messages that were read last for a part of the thread, and their reasoning."""
        part, self._part = self._part, ()
        await self._names.load(message.assistant_id for message in part)
        await self.reasoning.load(part)

    async def load_name(self, run: Run) -> None:
        """Show who answers in a run."""
        await self._names.load([run.assistant_id])

    async def load_facts(self) -> bool:
        """Show who wrote the newest page, which is on screen, and its reasoning. True if its run only reasoned."""
        page, run = self._page, self._page.run
        await self.siblings.load(page.messages)
        await self._names.load([*(one.assistant_id for one in page.messages), run.assistant_id if run else None])
        if run is not None and page.has_more and not any(one.run_id == run.id for one in page.messages):
            run = None  # what it wrote may be on an older page, which brings its reasoning
        reasoned = await self.reasoning.load(page.finished_messages, run)
        if page is not self._page or run is None or run.id not in reasoned:
            return False
        if any(one.run_id == run.id and one.text for one in page.messages):
            return False
        self._answered.discard(run.id)
        return True

    def say(self, words: str) -> None:
        """Say below the messages what happened elsewhere, until the next message is sent."""
        self._history.note(ELSEWHERE_KEY, words, "status")

    async def load_until(self, message_id: str) -> None:
        """Load older messages until this one is here, or none are left. Raises `Error`."""
        before = None
        while message_id not in self._shown and self._oldest != before:
            before = self._oldest
            await self.load_older()

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
        below = self._history.get(self._oldest)
        if older:
            self._oldest = older[0].id
        if below:
            older = [one for one in without_replaced([*older, below]) if one is not below]
        self._shown.update(message.id for message in older)
        self._history.prepend(older, more=listing.has_more)
        await self._names.load(message.assistant_id for message in older)
        await self.reasoning.load(older)
        await self.siblings.load(older)

    def add_missing(self, page: NewestPage) -> bool:
        """Add stored messages that are not here, each at its place. False if the page is too far from what is here."""
        stored = {message.id for message in page.messages}
        if self._excerpt.has_newer:  # they are read when the view comes to the end
            self._page = page
            return True
        if self._shown and page.has_more and not stored & self._shown:
            return False
        self._page = page
        messages = page.finished_messages
        for message in reversed(messages):
            self._join(message)
        for replaced in stored - {message.id for message in without_replaced(page.messages)}:
            self._drop(replaced)
        below = next((one for one in self._pending() if one not in stored), None)
        for message in reversed(messages):
            if message.id not in self._shown:
                self._insert(message, below)
            below = message.id
        return True

    def _pending(self) -> list[str]:
        """Return what stands below all stored messages until it is stored itself."""
        return [*self.echoes.ids, *self._unfinished]

    def _insert(self, message: Message, below: str | None) -> None:
        self._shown.add(message.id)
        self._answered.add(message.run_id)
        self._history.show_welcome(False)
        if below is None:
            self._history.append(message)
        else:
            self._history.insert(message, below)

    def show_echo(self, text: str) -> Message:
        """Show the user's message before it is stored. Returns it; `add_missing` gives it the id of the stored one."""
        if self._excerpt.has_newer:
            self.show(self._page)
        self._history.show_welcome(False)
        self._history.remove_note(ELSEWHERE_KEY)
        return self.echoes.show(text, self._current.id or "")

    def _join(self, stored: Message) -> None:
        if stored.role == "user" and stored.id not in self._shown and self.echoes.join(stored):
            self._shown.add(stored.id)

    # Events.

    def on_delta(self, delta: MessageDelta) -> None:
        """Show a piece of a reply."""
        if delta.id in self._unfinished:
            self._history.write(delta.id, delta_text(delta))

    def on_message(self, event_name: str, message: Message) -> None:
        """Show a reply that was created or ended."""
        if self._excerpt.has_newer:
            return
        if event_name == "thread.message.created":
            self._drop(message.id)
            self._drop_replaced(message)
            if message.run_id:
                self.reasoning.load_model(message.run_id)
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

    def remove(self, message_id: str, next_id: str | None) -> None:
        """Take a message off the screen that was deleted. `next_id`: the one below it. It stays among those shown:

        a page that was read before would bring it back.
        """
        if message_id == self._oldest:  # the page above is asked for by it
            self._oldest = next_id
        self._history.drop(message_id)

    def _drop_replaced(self, reply: Message) -> None:
        """Remove a reply that broke off, now that a retry writes it again."""
        while (last := self._history.last) and last.id in self._shown and reply.replaces(last):
            self._drop(last.id)
            self.reasoning.drop(last)

    def _drop(self, message_id: str) -> None:
        """Remove a message, if it is here. After a take-over a finished one too is written again under the same id."""
        if message_id in self._shown:
            self._history.drop(message_id)
            self._shown.discard(message_id)
            self._unfinished.discard(message_id)
