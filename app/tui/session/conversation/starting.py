"""Starting a run of the open conversation, with the model that the user chose for it."""

from collections.abc import Sequence

from app.api.objects import Run
from app.api.services import Assistants
from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.session.conversation.conversation_settings import ConversationSettings
from app.tui.session.conversation.draft_uploads import DraftUploads
from app.tui.session.panes import Panes
from app.tui.session.threads.current_thread import CurrentThread, Visit
from app.tui.session.threads.message_queue import MessageQueue


class Starting:
    """Starts runs, and knows the model that was chosen for them."""

    def __init__(
        self,
        assistants: Assistants,
        panes: Panes,
        settings: ConversationSettings,
        local_state: LocalState,
        current: CurrentThread,
        queue: MessageQueue,
    ) -> None:
        self.uploads = DraftUploads(assistants, panes.status)
        self._settings = settings
        self._queue = queue
        self._choices = local_state.models
        self._current = current

    @property
    def model(self) -> str:
        """The model that the user chose for this conversation, with its profile; empty: that of the assistant."""
        return self._choices.get(self._current.draft_key)

    async def start(
        self,
        visit: Visit,
        assistant_id: str,
        text: str | None = None,
        files: Sequence[str] = (),
        uploads: Sequence[str] = (),
        *,
        model: str | None = None,
        in_place_of: Run | None = None,
    ) -> Run:
        """Store a run, with a message of the user if there is a text, which files go along with. Raises `Error`.

        `uploads`: paths of files that are uploaded first; until then the user can take the message back.

        `model`: asked for where the user has chosen none. `in_place_of`: the last run, whose reply makes way.
        """
        model = self._choices.get(visit.thread_id or NEW_THREAD_KEY) or model
        async with self.uploads.stored(uploads) as attached:
            run = await self._settings.start_run(
                visit.thread_id,
                assistant_id,
                text,
                files=files,
                attached=attached,
                model=model,
                in_place_of=in_place_of,
            )
        if visit.thread_id is None:
            self._choices.move(NEW_THREAD_KEY, run.thread_id)
            self._queue.move_from_new(run.thread_id)
        return run
