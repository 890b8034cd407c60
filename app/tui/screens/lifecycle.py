"""The chat screen from the first paint to the quit: connects to the services, saves drafts, shows errors, closes."""

import asyncio
from contextlib import suppress

from textual import work
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from app.api.endpoints import Endpoints
from app.api.errors import Error
from app.api.services import Services
from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.screens.first_run import FirstRun
from app.tui.screens.layout import ChatLayout
from app.tui.session.controller import Controller
from app.tui.session.model_label import ModelLabel
from app.tui.text.draft import Draft, joined
from app.tui.widgets.message_input import MessageInput

PLACEHOLDER = "Message"
"""The empty box shows it as soon as a message would be sent."""
SAVE_DELAY_S = 0.4
"""From an edit until the draft is on disk."""
AGE_REFRESH_S = 30.0
"""From one update of the threads' ages to the next."""
ERROR_TIMEOUT_S = 10.0


class ChatLifecycle(ChatLayout):
    """`controller` is there once the services are open. Until then the screen takes what is typed and sent."""

    def __init__(self, local_state: LocalState) -> None:
        super().__init__()
        self.ready = asyncio.Event()
        self.controller: Controller | None = None
        self._local_state = local_state
        self._endpoints: Endpoints | None = None
        self._model_label: ModelLabel | None = None
        self._is_prepared = False
        self._sent_early = Draft()
        self._save_timer: Timer | None = None

    async def connect(self, services: Services, thread_id: str | None) -> None:
        """List the threads and open one, now that the services are there; show the model that answers."""
        self._local_state.load()
        self._endpoints = services.endpoints
        self._model_label = ModelLabel(services.assistants, services.endpoints, self.panes.status)
        controller = Controller(self.panes, self._local_state, services.assistants, self._model_label)
        try:
            await controller.start(thread_id)
        except Error as error:
            self.show_error(error)
        self.controller = controller
        self.panes.box.placeholder = PLACEHOLDER
        self.ready.set()
        if self._sent_early:
            self.post_message(MessageInput.Submitted(self._sent_early))
        self.set_interval(AGE_REFRESH_S, self.panes.threads.refresh)
        self.run_worker(controller.watch())
        self.choose_endpoint(ask=False)

    def send_early(self, draft: Draft) -> None:
        """Keep a message that was sent before the services are open; `connect` sends it."""
        self._sent_early = joined(self._sent_early, draft)

    async def close(self) -> None:
        """Keep the draft, delete what waits to be deleted, stop following: in this order."""
        if self.controller:
            self.controller.keep_draft()
            await self.controller.close()
        else:
            self._local_state.load()
            typed = joined(self._sent_early, self.panes.box.draft)
            self._local_state.set_draft(NEW_THREAD_KEY, joined(self._local_state.get_draft(NEW_THREAD_KEY), typed))
        self._local_state.save()

    async def on_unmount(self) -> None:
        """Stop following, however the app ended."""
        if self.controller:
            await self.controller.stop()

    def on_message_input_edited(self) -> None:
        """Save the draft soon; at the first key prepare what the first request needs."""
        if not self.controller:
            return
        self.controller.keep_draft()
        if self._local_state.has_changes and self._save_timer is None:
            self._save_timer = self.set_timer(SAVE_DELAY_S, self._save)
        if self.panes.box.text and not self._is_prepared:
            self._is_prepared = True
            self._prepare()

    @work(exit_on_error=False)
    async def choose_endpoint(self, *, ask: bool) -> None:
        """Show the model that answers. If there is none, or the user asks, show the first-run screen before."""
        if not (self._endpoints and self._model_label and self.controller):
            return
        current = await self._endpoints.current()
        if ask or current is None or current.needs_consent:
            await self.typed_app.push_screen_wait(FirstRun(self._endpoints, current))
        await self._model_label.update(self.controller.conversation.assistant_id)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show an error of ours that ended work in the background; any other ends the app."""
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
            with suppress(Error):  # the run will give the reason
                await self._endpoints.prepare()

    async def _save(self) -> None:
        self._save_timer = None
        await asyncio.to_thread(self._local_state.write, self._local_state.take_changes())
