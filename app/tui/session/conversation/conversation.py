"""The open conversation: sends messages, starts and cancels runs, and shows their events."""

from contextlib import suppress

from app.api.errors import Error, NotFound, RequestError
from app.api.events import Event, MessageDelta, ReasoningDelta
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.api.requests import ThreadRow
from app.api.run_facts import Reasoning
from app.api.services import Assistants
from app.api.steps import RunStep
from app.tui.keys.slash import text_to_send
from app.tui.local_state import LocalState
from app.tui.session.conversation.catch_up import CatchUp
from app.tui.session.conversation.conversation_settings import ConversationSettings
from app.tui.session.conversation.draft_uploads import TakenBackError
from app.tui.session.conversation.messages.message_view import MessageView
from app.tui.session.conversation.newest_page import NewestPage, Part
from app.tui.session.conversation.run_view import RunView
from app.tui.session.conversation.sent_draft import SentDraft
from app.tui.session.conversation.starting import Starting
from app.tui.session.model_label import ModelLabel
from app.tui.session.panes import Panes
from app.tui.session.runs.run_follower import RunFollower
from app.tui.session.threads.current_thread import CurrentThread, Visit
from app.tui.session.threads.message_queue import MessageQueue
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.text.draft import Draft


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
        self._assistants, self._panes, self._current = assistants, panes, current
        self._pages, self._follower = pages, follower
        self.messages = MessageView(assistants, panes, current)
        self._run_view = RunView(panes.history, panes.status, panes.keys)
        self.settings = ConversationSettings(assistants, panes, local_state, current)
        self.queue = MessageQueue(panes, local_state, current)
        self.starting = Starting(assistants, panes, self.settings, local_state, current, self.queue)
        self._drafts = SentDraft(panes, local_state, current, self.queue)
        self._catch_up = CatchUp(assistants, current, self.messages, self._run_view, follower)
        self._sending = self._cancel_requested = False

    @property
    def run(self) -> Run | None:
        """The newest run."""
        return self._run_view.run

    @property
    def assistant_id(self) -> str:
        """The assistant that answers the next message."""
        return self.settings.assistant_id or self._run_view.assistant_id

    @property
    def is_busy(self) -> bool:
        """Whether a run is active here, or about to be."""
        return self._sending or self._run_view.is_active or self._current.draft_key in self.queue.sending

    def show(self, page: NewestPage, part: Part | None = None) -> None:
        """Show the end of a thread, or this part of it, and follow its run if that is active."""
        self._sending = self._cancel_requested = False
        self.messages.show(page, part)
        self._run_view.open(page.run)
        if page.active_run:
            self._follower.start(page.active_run.thread_id, page.active_run.id)
        elif page.run:
            self._show_run(page.run)

    async def load_facts(self) -> None:
        """Show who wrote what is on screen, and its stored reasoning; say below if the last run did nothing else."""
        if await self.messages.load_facts():
            self._run_view.note_reasoning_alone()

    async def send(self, draft: Draft) -> None:
        """Show a message at once, store it together with its run, and follow the run.

        While a run is active the message is queued. If the message could not be stored, its text
        returns to the box or its thread's draft, with the reason below it. Raises `Error`, once it has left the
        screen, and `NotFound` if its thread was deleted.
        """
        if self.is_busy:
            self.queue.add(draft)
            return
        visit, draft_key, text = self._current.visit, self._current.draft_key, text_to_send(draft)
        self._drafts.remember(draft)
        self._run_view.clear_note()
        echo = self.messages.show_echo("".join((text, *draft.files)), draft.uploads)
        self._sending = True
        try:
            run = await self.starting.start(visit, self.assistant_id, text, draft.files, draft.uploads)
        except Error as error:
            if visit is self._current.visit:
                return await self._explain_refusal(draft, draft_key, echo, error, visit)
            self._drafts.take_back(draft, draft_key)
            raise
        self.queue.settle(draft)
        await self._follow(run, visit)
        await self.messages.load_name(run)
        await self._pages.refresh(to_newest=True)
        if visit is self._current.visit:
            with suppress(Error):  # the next poll, or the end of the run, reads it
                await self.catch_up(self._pages.find(run.thread_id))
            await self._pages.show_title()
            self._current.mark_open()  # the thread has moved to the top of the list

    async def _explain_refusal(self, draft: Draft, key: str, echo: Message, error: Error, visit: Visit) -> None:
        """Queue a message that came second; else say why it was not stored. Raises `NotFound` if its thread is gone."""
        if isinstance(error, TakenBackError) or (isinstance(error, NotFound) and visit.thread_id):
            self._drafts.take_back(draft, key)
            self._stop_sending()
            self.messages.echoes.remove(echo)
            if isinstance(error, TakenBackError):
                return
            raise error
        self._drafts.keep(draft, key)
        is_queued = self._drafts.place_refused(draft, key, is_busy=await self._catch_up.shows_why(error))
        if visit is not self._current.visit:
            return
        self._stop_sending()
        if is_queued:
            return self.messages.echoes.remove(echo)
        self.messages.echoes.mark_unsent(echo, str(error))

    async def catch_up(self, row: ThreadRow | None) -> None:
        """Show what was stored in this thread elsewhere. `row` is the thread's row, just read. Raises `Error`."""
        if self._sending:
            return
        page = await self._catch_up.read(row)
        if page and self._panes.history.following:
            self._current.row = row
            self.show(page)

    async def retry(self, models: ModelLabel) -> None:
        """Run the thread again as it is, without a new message, with the model of the last run. Raises `Error`."""
        visit, last = self._current.visit, self.run
        if (self.is_busy and not self._run_view.is_active) or not self._run_view.check_retry() or last is None:
            return
        self._sending = True
        try:
            model = await models.find_retry_model(last, self.assistant_id)
            run = await self.starting.start(visit, self.assistant_id, model=model, in_place_of=last)
        except Error as error:
            if visit is not self._current.visit:
                raise
            self._stop_sending()
            if await self._catch_up.shows_why(error):
                return
            raise
        await self._follow(run, visit)

    async def cancel(self) -> None:
        """Cancel the active run; the next frame shows it. Raises `Error`."""
        if self._sending:
            self._cancel_requested = not self.starting.uploads.stop()
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
        self._run_view.count(event.data)
        match event.data:
            case Run() as run if self._run_view.is_newest(run):
                self._on_run(event.event, run)
            case ReasoningDelta() | Reasoning() | RunStep() as beside:
                if self.run:
                    self.messages.reasoning.on_data(self.run, beside)
            case MessageDelta() as delta:
                self.messages.on_delta(delta)
            case Message(role="assistant") as message:
                self.messages.on_message(event.event, message)
            case _:
                pass

    def show_status(self, run: Run) -> None:
        """Show the status of a run whose events were lost."""
        if self.run and run.id == self.run.id:
            self.messages.reasoning.on_run("", run)
            self._show_run(run)

    def _on_run(self, event_name: str, run: Run) -> None:
        if event_name == "thread.run.queued":
            # Also after a take-over: the next attempt writes the unfinished message from its beginning.
            self.messages.drop_unfinished()
        self.messages.reasoning.on_run(event_name, run)
        if self._run_view.is_cancelling(run.id) and run.status in ("queued", "in_progress"):
            return
        self._show_run(run)

    def _show_run(self, run: Run | None) -> None:
        self._run_view.show(run)
        if run:
            self._run_view.note(run, answered=self.messages.is_answered(run))

    async def _follow(self, run: Run, visit: Visit) -> None:
        """Follow a run that was just stored, and show it if this visit is still current."""
        is_here = visit is self._current.visit
        if is_here:
            self._sending = False
            self._drafts.assign_id(run.thread_id)
            self._run_view.show(run)
        self._pages.set_status(run.thread_id, run.id, run.status)
        self._follower.start(run.thread_id, run.id)
        if is_here and self._cancel_requested:
            self._cancel_requested = False
            await self.cancel()

    def _stop_sending(self) -> None:
        """Show the last run as it was before the request that failed."""
        self._sending = self._cancel_requested = False
        self._show_run(self.run)
