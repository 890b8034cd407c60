"""Whom the open conversation talks to, and its own instructions: what the user set for this conversation alone.

They are in the metadata of its thread. A new conversation has no thread yet: its settings wait in the local state, as
its draft does, and are stored together with its first message.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from textual.content import Content

from app.api.conversation.start_run import start_run
from app.api.conversation.thread_settings import ASSISTANT_KEY, get_instructions, with_assistant, with_instructions
from app.api.objects import DEFAULT_ASSISTANT_ID, File, Run
from app.api.requests import ModifyThread, ThreadRow
from app.api.services import Assistants
from app.tui.local_state import LocalState
from app.tui.session.panes import Panes
from app.tui.session.threads.current_thread import CurrentThread, Visit
from app.tui.text.one_line import crop, one_line

MAX_SHOWN_COLS = 60
"""Of the instructions, on the border of the message box."""
ASSISTANT_DELETED = "The assistant of this conversation was deleted elsewhere. The default assistant answers instead."
DELETED_S = 20.0
"""Time to read that."""


class ConversationSettings:
    """Reads and changes the metadata of the open thread. `metadata` is what was read last."""

    def __init__(self, assistants: Assistants, panes: Panes, local_state: LocalState, current: CurrentThread) -> None:
        self._assistants = assistants
        self._panes = panes
        self._local_state = local_state
        self._current = current
        self.metadata: Mapping[str, str] = {}
        self._known_deleted: set[str] = set()
        """The deleted assistants that the user was told of."""

    @property
    def assistant_id(self) -> str:
        """The assistant that the user chose; empty if none was chosen."""
        return self.metadata.get(ASSISTANT_KEY, "")

    @property
    def instructions(self) -> str:
        """The instructions of this conversation alone; empty if there are none."""
        return get_instructions(self.metadata)

    def show(self, row: ThreadRow | None) -> None:
        """Show what is known of the open thread at once. `row`: None where it was not read, see `load`."""
        if self._current.id is None:
            self._show(self._local_state.new_metadata)
        else:
            self._show(row.metadata if row else {})

    async def load(self, row: ThreadRow | None) -> None:
        """Read the settings of an open thread that has no row in the list. Raises `Error`."""
        visit = self._current.visit
        if row is None and visit.thread_id is not None:
            thread = await self._assistants.get_thread(visit.thread_id)
            if visit is self._current.visit:
                self._show(thread.metadata)

    async def choose_assistant(self, assistant_id: str, visit: Visit) -> None:
        """Talk to this assistant from the next message on, in the conversation of this visit. Raises `Error`."""
        await self._change(partial(with_assistant, assistant_id=assistant_id), visit)

    async def set_instructions(self, text: str, visit: Visit) -> None:
        """Send these instructions with each run of a conversation; an empty text removes them. Raises `Error`.

        `visit`: that during which they were asked for, since another one may have begun meanwhile.
        """
        await self._change(partial(with_instructions, text=text), visit)

    async def start_run(
        self,
        thread_id: str | None,
        assistant_id: str,
        text: str | None = None,
        *,
        files: Sequence[str] = (),
        uploads: Sequence[str] = (),
        attached: Sequence[File] = (),
        model: str | None = None,
        in_place_of: Run | None = None,
    ) -> Run:
        """Start a run, with a message if there is a text. A thread that begins gets the settings. Raises `Error`.

        `in_place_of`: the last run, which ended early, and whose reply makes way.
        """
        ids = [assistant_id, DEFAULT_ASSISTANT_ID]  # the second answers once the first is deleted
        create = None
        if in_place_of is not None:
            from app.api.conversation.replacing import replace_dead  # late: a thread can be listed and read without it

            create = partial(replace_dead, self._assistants, in_place_of)
        run = await start_run(
            self._assistants,
            thread_id,
            ids,
            text=text,
            files=files,
            uploads=uploads,
            attached=attached,
            model=model,
            metadata=self.metadata,
            create=create,
        )
        if thread_id is None:
            self._local_state.set_new_metadata({})
        if assistant_id and run.assistant_id != assistant_id and assistant_id not in self._known_deleted:
            self._known_deleted.add(assistant_id)
            self._panes.status.show_notice(ASSISTANT_DELETED, seconds=DELETED_S)
        return run

    async def _change(self, change: Callable[[Mapping[str, str]], dict[str, str]], visit: Visit) -> None:
        """Change the metadata as it is stored now, which another client may have changed."""
        if visit.thread_id is None:
            new = change(self._local_state.new_metadata)
            self._local_state.set_new_metadata(new)
        else:
            new = change((await self._assistants.get_thread(visit.thread_id)).metadata)
            await self._assistants.modify_thread(visit.thread_id, ModifyThread(metadata=new))
        if visit is self._current.visit:
            self._show(new)

    def _show(self, metadata: Mapping[str, str]) -> None:
        self.metadata = metadata
        words = one_line(self.instructions)
        if words:
            words = f"Instructions: {crop(words, MAX_SHOWN_COLS)}"
        self._panes.box.set_note(Content(words))
