"""The open conversation: sends messages, starts and cancels runs, and shows their events."""

import asyncio

from app.api.errors import Error, RequestError
from app.api.events import Event, MessageDelta, ReasoningDelta
from app.api.objects import DEFAULT_ASSISTANT_ID, TERMINAL_STATUSES, Message, Run
from app.api.run_facts import Reasoning
from app.api.services import Assistants
from app.api.start_run import start_run
from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.session.conversation.message_view import MessageView, NewestPage
from app.tui.session.conversation.run_view import RunView
from app.tui.session.panes import Panes
from app.tui.session.run_follower import RunFollower
from app.tui.session.threads.current_thread import CurrentThread, Visit
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.text.draft import Draft, full_text, join_drafts

BUSY = "a run is active: Esc cancels it"


class Conversation:
    """One thread on the screen, or a new conversation, which has no thread before its first message."""

    def __init__(
        self,
        assistants: Assistants,
        panes: Panes,
        local_state: LocalState,
        current: CurrentThread,
        pages: ThreadPages,
        follower: RunFollower,
    ) -> None:
        self._assistants = assistants
        self._panes = panes
        self._local_state = local_state
        self._current = current
        self._pages = pages
        self._follower = follower
        self.messages = MessageView(assistants, panes.history, current)
        self._run_view = RunView(panes.history.transcript, panes.status)
        self._sending = False
        self._cancel_requested = False

    @property
    def run(self) -> Run | None:
        """The newest run."""
        return self._run_view.run

    @property
    def assistant_id(self) -> str:
        """The assistant that answers the next message."""
        return self._run_view.assistant_id

    @property
    def is_busy(self) -> bool:
        """Whether a run is active here, or about to be."""
        return self._sending or self._run_view.is_active

    @property
    def can_reload(self) -> bool:
        """Whether reading the thread again would take nothing from the screen that is not stored."""
        return not (self.is_busy or self.messages.has_unsent) and self._panes.history.following

    def show(self, page: NewestPage) -> None:
        """Show the end of a thread and follow its run if that is active."""
        self._sending = False
        self._cancel_requested = False
        self.messages.show(page)
        self._run_view.show(page.run)
        if page.active_run:
            self._follower.start(page.active_run.thread_id, page.active_run.id)
        elif page.run:
            self._note(page.run)

    async def send(self, draft: Draft) -> None:
        """Show a message at once, store it together with its run, and follow the run.

        While a run is active the draft goes back to the message box, and the status line says why. Raises `Error` if
        the message could not be stored: it is marked, and its text returns to the box or its thread's draft.
        """
        if self.is_busy:
            self._panes.box.take_back(draft)
            self._panes.status.show_notice(BUSY)
            return
        visit, draft_key = self._current.visit, self._current.draft_key
        self._remember(draft)
        self._run_view.clear_note()
        echo = self.messages.show_echo(full_text(draft))
        self._panes.status.show_sending()
        self._sending = True
        try:
            run = await start_run(self._assistants, visit.thread_id, self._assistants_to_try(), text=echo.text)
        except Error as error:
            self._take_back(draft, draft_key)
            if visit is self._current.visit:
                self._stop_sending()
                self.messages.mark_unsent(echo, str(error))
            raise
        await self._follow(run, visit)
        if visit is self._current.visit:
            await asyncio.gather(self.messages.join_echoes(run.thread_id), self._pages.refresh_current())
            self._current.mark_open()  # the thread has moved to the top of the list
        else:
            await self._pages.refresh()

    async def retry(self) -> None:
        """Run the thread again as it is, without a new message. Raises `Error`."""
        visit = self._current.visit
        if self.is_busy or not self._run_view.can_retry:
            return
        self._sending = True
        try:
            run = await start_run(self._assistants, visit.thread_id, self._assistants_to_try())
        except Error:
            if visit is self._current.visit:
                self._stop_sending()
            raise
        await self._follow(run, visit)

    async def cancel(self) -> None:
        """Cancel the active run; the next frame shows it. Raises `Error`."""
        if self._sending:
            self._cancel_requested = True
            return
        run = self.run
        if run is None or run.status in TERMINAL_STATUSES or run.status == "cancelling":
            return
        self._run_view.show_cancelling(run)
        try:
            await self._assistants.cancel_run(run.thread_id, run.id)
        except Error as error:
            if self._run_view.is_cancelling(run.id):
                self._run_view.show(run)  # so that Esc can try again
            if not isinstance(error, RequestError):  # a refusal means that the run is over, which its events show
                raise

    def on_event(self, event: Event) -> None:
        """Show an event of a run of this thread."""
        match event.data:
            case Run() as run:
                if self._run_view.is_newest(run):
                    self._on_run(event.event, run)
            case ReasoningDelta() | Reasoning() as reasoning:
                self._run_view.has_reasoning = True
                if self.run:
                    self.messages.reasoning.on_reasoning(self.run, reasoning)
            case MessageDelta() as delta:
                self.messages.on_delta(delta)
            case Message() as message:
                if message.role == "assistant":
                    self.messages.on_message(event.event, message)
            case _:
                pass

    def show_status(self, run: Run) -> None:
        """Show the status of a run whose events were lost."""
        if self.run and run.id == self.run.id:
            self.messages.reasoning.on_run("", run)
            self._run_view.show(run)
            self._note(run)

    def _on_run(self, event_name: str, run: Run) -> None:
        if event_name == "thread.run.queued":
            # Also after a take-over: the next attempt writes the unfinished message from its beginning.
            self.messages.drop_unfinished()
        self.messages.reasoning.on_run(event_name, run)
        if self._run_view.is_cancelling(run.id) and run.status in ("queued", "in_progress"):
            return
        self._run_view.show(run)
        self._note(run)

    def _note(self, run: Run) -> None:
        self._run_view.note(run, answered=self.messages.is_answered(run))

    def _assistants_to_try(self) -> list[str]:
        return [self.assistant_id, DEFAULT_ASSISTANT_ID]

    async def _follow(self, run: Run, visit: Visit) -> None:
        """Follow a run that was just stored, and show it if this visit is still current."""
        is_here = visit is self._current.visit
        if is_here:
            self._sending = False
            self._assign_id(run.thread_id)
            self._run_view.show(run)
        self._pages.set_status(run.thread_id, run.id, run.status)
        self._follower.start(run.thread_id, run.id)
        if is_here and self._cancel_requested:
            self._cancel_requested = False
            await self.cancel()

    def _assign_id(self, thread_id: str) -> None:
        """Give a new conversation its thread's id. Text typed since its first message becomes the thread's draft."""
        if self._current.id is None:
            self._local_state.set_draft(NEW_THREAD_KEY, Draft())
            self._current.assign_id(thread_id)
            self._local_state.set_draft(thread_id, self._panes.box.draft)

    def _stop_sending(self) -> None:
        """Show the last run as it was before the request that failed."""
        self._sending = False
        self._cancel_requested = False
        if self.run:
            self._note(self.run)

    def _remember(self, draft: Draft) -> None:
        self._local_state.set_draft(self._current.draft_key, self._panes.box.draft)
        self._local_state.add_prompt(draft.text)
        self._panes.box.prompts.load(self._local_state.prompts)

    def _take_back(self, draft: Draft, draft_key: str) -> None:
        """Put the text of a message that could not be stored before what was typed since."""
        if draft_key == self._current.draft_key:
            self._panes.box.take_back(draft)
            self._local_state.set_draft(draft_key, self._panes.box.draft)
        else:
            self._local_state.set_draft(draft_key, join_drafts(draft, self._local_state.get_draft(draft_key)))
