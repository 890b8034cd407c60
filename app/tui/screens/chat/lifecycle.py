"""The life cycle of the chat screen: takes the opened services, saves drafts, shows errors, closes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from textual import work
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from app.api.endpoints import Endpoint, Endpoints
from app.api.errors import Error
from app.api.services import Services
from app.tui.history import import_highlighting
from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.screens.chat.layout import ChatLayout
from app.tui.screens.picker.picked import Picked
from app.tui.session.controller import Controller
from app.tui.session.model_label import ModelLabel
from app.tui.text.draft import Draft, join_drafts
from app.tui.widgets.box.message_input import MessageInput

SAVE_DELAY_S = 0.4
"""Time from an edit until the draft is written."""
AGE_REFRESH_S = 30.0
"""Time between two updates of the ages and days in the thread list."""
NEWS_INTERVAL_S = 1.0
"""Time between two looks for news of the endpoint, such as that it wants a reply to wait."""
ERROR_TIMEOUT_S = 10.0
WARNING_TIMEOUT_S = 20.0
"""Time to read what will be different at the next start."""


class DialogsImported(Message):
    """The dialogs that one key opens are imported: it is the time for the rest that they need."""


async def attempt(step: Awaitable[None], on_error: Callable[[Error], None]) -> None:
    """Make a step, and pass on what failed in it."""
    try:
        await step
    except Error as error:
        on_error(error)


class ChatLifecycle(ChatLayout):
    """The chat screen over time. `controller` is None until the services are open; a message sent before that waits."""

    def __init__(self, local_state: LocalState, keymap: Mapping[str, str]) -> None:
        super().__init__(keymap)
        self.ready = asyncio.Event()
        self.controller: Controller | None = None
        self._local_state = local_state
        self.services: Services | None = None
        self._endpoints: Endpoints | None = None
        self._model_label: ModelLabel | None = None
        self._is_prepared = self._is_choosing = False
        self._sent_early = Draft()
        self._save_timer: Timer | None = None

    async def connect(self, services: Services, thread_id: str | None) -> None:
        """Use the opened services: list the threads, open one, show the model that answers."""
        self._local_state.load()
        self.services = services
        self._endpoints = services.endpoints
        self._model_label = ModelLabel(services.assistants, services.endpoints, self.panes)
        is_typing = bool(self.panes.box.draft)
        controller = Controller(self.panes, self._local_state, services.assistants, self._model_label)
        await attempt(controller.list_threads(), self.show_error)
        await self.accept_keys()
        await attempt(controller.open_first(thread_id), self.show_error)
        self.controller = controller
        self.ready.set()
        if self._sent_early:
            self.post_message(MessageInput.Submitted(self._sent_early))
        self.set_interval(AGE_REFRESH_S, self.panes.threads.show_time)
        self.set_interval(NEWS_INTERVAL_S, self.show_news)
        self.run_worker(controller.watch)
        if is_typing:  # the next key would go to the dialog: without a model it is shown when the message is sent
            self.show_model()
        else:
            self.choose_endpoint(ask=False)

    def keep_until_ready(self, draft: Draft) -> None:
        """Keep a message sent before the services are open; `connect` sends it."""
        self._sent_early = join_drafts(self._sent_early, draft)

    def take_early(self) -> Draft:
        """Return what was sent before the services are open, and send it no more."""
        draft, self._sent_early = self._sent_early, Draft()
        return draft

    def put_back(self, controller: Controller, draft: Draft, draft_key: str) -> None:
        """Return a submitted draft that was not sent to the box, or to its thread's draft if another is open now."""
        if draft_key == controller.current.draft_key:
            self.panes.box.take_back(draft)
            controller.opener.keep_draft()
        else:
            self._local_state.set_draft(draft_key, join_drafts(draft, self._local_state.get_draft(draft_key)))

    async def has_model(self) -> bool:
        """Whether a model answers. Where none did before, a model server may have been started since."""
        current = await self._endpoints.current() if self._endpoints else None
        return current is not None and not current.needs_consent

    async def close(self) -> None:
        """Keep the draft, carry out the pending deletions, stop following and save; in this order."""
        if self.controller:
            self.controller.opener.keep_draft()
            await self.controller.close()
        else:
            self._local_state.load()
            typed = join_drafts(self._sent_early, self.panes.box.draft)
            self._local_state.set_draft(NEW_THREAD_KEY, join_drafts(self._local_state.get_draft(NEW_THREAD_KEY), typed))
        self._local_state.save()

    async def on_unmount(self) -> None:
        """Stop following runs, however the app ended."""
        if self.controller:
            await self.controller.stop()

    def on_message_input_edited(self) -> None:
        """Save the draft soon; at the first key, import what the first request needs."""
        if not self.controller:
            return
        self.controller.opener.keep_draft()
        if self.panes.box.draft:
            self.panes.history.transcript.show_welcome(False)
            self.panes.history.leave_click()
        self.show_news()  # of what titles and summaries taught, which are no runs
        self.save_soon()
        if self.panes.box.text and not self._is_prepared:
            self._is_prepared = True
            self._prepare()

    def on_message_input_command_called(self, event: MessageInput.CommandCalled) -> None:
        """Keep the text of a slash command for ↑."""
        self._local_state.add_prompt(event.text)
        self.panes.box.prompts.load(self._local_state.prompts)

    def save_soon(self) -> None:
        """Write what changed in the local state, a moment later."""
        if self._local_state.has_changes and self._save_timer is None:
            self._save_timer = self.set_timer(SAVE_DELAY_S, self._save)

    @work(exit_on_error=False)
    async def choose_endpoint(self, *, ask: bool, text: str = "") -> None:
        """Show the model that answers. If there is none, or the user asks, let them choose first; `text`: a name.

        Without being asked for, it is not shown to a user who has begun to type meanwhile.
        """
        if self._endpoints is None or self._is_choosing:
            return
        draft = self.panes.box.draft
        current = await self._endpoints.current()
        missing = (current is None or current.needs_consent) and self.panes.box.draft == draft
        if (ask or missing) and not self._is_choosing:
            self._is_choosing = True
            try:
                await self._choose(self._endpoints, current, text)
            finally:
                self._is_choosing = False
        self.show_model()

    async def _choose(self, endpoints: Endpoints, current: Endpoint | None, text: str) -> None:
        """Show the models, if there are some. Without an endpoint, or to add one, show the first-run screen."""
        is_usable = current is not None and not current.needs_consent
        picked = Picked(adds_endpoint=True)
        if is_usable:
            picked = await self._pick_model(endpoints, text)
        while picked and picked.adds_endpoint and await self._show_first_run(endpoints, current):
            picked = await self._pick_model(endpoints)

    async def _pick_model(self, endpoints: Endpoints, text: str = "") -> Picked | None:
        from app.tui.screens.picker.model_picker import ModelPicker  # late: the first paint does not need it

        if not (self._model_label and self.controller):
            return None
        visit = self.controller.current.next_visit  # it may get an id meanwhile, and another one may begin
        picker = ModelPicker(endpoints, self._local_state.models, self._model_label.reference, text)
        picked = await self.typed_app.push_screen_wait(picker)
        if picked and picked.model:
            self._local_state.models.choose(visit.thread_id or NEW_THREAD_KEY, picked.model)
            await self.controller.opener.show_labels()
        return picked

    async def _show_first_run(self, endpoints: Endpoints, current: Endpoint | None) -> bool:
        """Show the ways to a model. True if the one that was chosen has models to pick from."""
        from app.tui.screens.first_run.screen import FirstRun  # late: the first paint does not need it

        chosen = await self.typed_app.push_screen_wait(FirstRun(endpoints, current, self.panes.box))
        if chosen is None:
            return False
        if self.controller:  # the endpoint just chosen is to answer, not a model chosen before
            self._local_state.models.forget(self.controller.current.draft_key)
            if self._model_label:
                self._model_label.forget_model_of(self.controller.conversation.run)
        await self._update_label()
        if chosen.endpoint.warning:
            self.notify(chosen.endpoint.warning, severity="warning", markup=False, timeout=WARNING_TIMEOUT_S)
        return chosen.picks_model

    @work(exit_on_error=False)
    async def show_model(self) -> None:
        """Show the assistant and the model that answer."""
        await self._update_label()

    async def _update_label(self) -> None:
        if self._model_label and self.controller:
            await self.controller.opener.update_model()
            self.show_news()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show an `Error` that ended a worker; raise any other, which ends the app."""
        error = event.worker.error  # pyright: ignore[reportUnknownMemberType]  # Textual's is untyped
        if event.state is not WorkerState.ERROR or error is None:
            return
        if not isinstance(error, Error):
            raise error
        self.show_error(error)

    def show_error(self, error: Error) -> None:
        """Show the sentence of an error."""
        self.notify(str(error), severity="error", markup=False, timeout=ERROR_TIMEOUT_S)

    @work
    async def _prepare(self) -> None:
        if self._endpoints:
            with suppress(Error):  # the run will report it
                await self._endpoints.prepare()
            from app.tui.screens.chat.dialog_imports import import_dialogs  # late: the start does not need it

            for import_more in (import_highlighting, import_dialogs):
                await asyncio.to_thread(import_more)
            self.post_message(DialogsImported())
            self.show_news()

    def show_news(self) -> None:
        """Say what was learnt of the endpoint since the last time."""
        for sentence in self._endpoints.take_notices() if self._endpoints else ():
            self.notify(sentence, markup=False, timeout=ERROR_TIMEOUT_S)

    async def _save(self) -> None:
        self._save_timer = None
        await asyncio.to_thread(self._local_state.write, self._local_state.take_changes())
