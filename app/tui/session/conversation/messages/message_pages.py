"""The stored pages of the open thread that are on the screen."""

from collections.abc import Sequence

from app.api.errors import Error
from app.api.objects import Message, Run, without_replaced
from app.api.requests import Page
from app.api.services import Assistants
from app.tui.session.conversation.context.context_view import ContextView
from app.tui.session.conversation.messages.assistant_names import AssistantNames
from app.tui.session.conversation.messages.echoes import Echoes
from app.tui.session.conversation.messages.file_reader import FileReader
from app.tui.session.conversation.messages.reasoning_view import ReasoningView
from app.tui.session.conversation.messages.sibling_view import SiblingView
from app.tui.session.conversation.newest_page import PAGE_SIZE, NewestPage, Part
from app.tui.session.panes import Panes
from app.tui.session.threads.current_thread import CurrentThread


class MessagePages:
    """Puts pages into the history and remembers which messages are there."""

    def __init__(self, assistants: Assistants, panes: Panes, current: CurrentThread) -> None:
        self._assistants, history = assistants, panes.history
        self._history, self._excerpt = history.transcript, history.excerpt
        self.echoes = Echoes(self._history)
        self.reasoning = ReasoningView(assistants, history, current)
        self.files = FileReader(assistants, history)
        self.siblings = SiblingView(assistants, history)
        self.context = ContextView(history, panes.footer)
        self._context_visit = current.visit
        self._names = AssistantNames(assistants, self._history)
        self._page = NewestPage()
        self._current = current
        self._shown: set[str] = set()
        self._unfinished: set[str] = set()
        self._oldest: str | None = None
        self._answered: set[str | None] = set()
        self._part: Sequence[Message] = ()

    def show(self, page: NewestPage, part: Part | None = None) -> None:
        """Show the end of a thread, or a part. Messages of an active run are left out: its events bring them."""
        self._page = page
        self._names.forget()
        self.files.forget()
        messages, active = page.finished_messages, page.active_run
        self.echoes.clear()
        self._unfinished.clear()
        self._answered.clear()
        if page.run and not active:
            self._answered.add(page.run.id)
        self._shown = {message.id for message in messages}
        self._oldest = next((message.id for message in page.messages), None)
        if self._current.visit is not self._context_visit:
            self._context_visit = self._current.visit
            self.context.clear()
        if part:
            self.show_part(part.messages, older=part.has_older)
            self._excerpt.jump(part.message_id, None)
            return
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
        """Show what is known of the messages that were read last for a part of the thread, as `load_older` does."""
        part, self._part = self._part, ()
        await self._names.load(message.assistant_id for message in part)
        await self.reasoning.load(part)
        await self.siblings.load([one.id for one in part])

    async def load_name(self, run: Run) -> None:
        """Show who answers in a run."""
        await self._names.load([run.assistant_id])

    async def load_facts(self) -> bool:
        """Show who wrote the newest page, and its reasoning. True if its run only reasoned.

        While a part is on screen, what is known of that is shown, and of the newest page what the model has of it.
        """
        page, run = self._page, self._page.run
        if self._excerpt.has_newer:
            await self.load_facts_of_part()
        else:
            await self.siblings.load([one.id for one in page.messages])
            await self._names.load(one.assistant_id for one in page.messages)
        await self._names.load([run.assistant_id if run else None])
        if run is not None and page.has_more and not any(one.run_id == run.id for one in page.messages):
            run = None  # what it wrote may be on an older page, which brings its reasoning
        facts = await self.reasoning.load(page.finished_messages, run)
        if page is not self._page:
            return False
        newest_first = [run.id if run else None, *(one.run_id for one in reversed(page.messages))]
        self.context.show(dict.fromkeys(newest_first), facts)
        await self.context.show_for_next_model()
        if run is None or run.id not in facts or not facts[run.id].reasoning:
            return False
        if any(one.run_id == run.id and one.text for one in page.messages):
            return False
        self._answered.discard(run.id)
        return True

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
        await self.siblings.load([one.id for one in older])
