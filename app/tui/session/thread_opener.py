"""Opens threads and new conversations: messages, draft, mark in the list, title and model.

The message box belongs to the thread being opened from the first moment on, since what is typed while it is read (over
`--server` that takes a while) is meant for it.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

from app.api.errors import Error, NotFound
from app.api.requests import ThreadRow
from app.api.services import Assistants
from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.conversation.newest_page import NewestPage, Part, read_newest_page, read_part
from app.tui.session.model_label import ModelLabel
from app.tui.session.panes import Panes
from app.tui.session.threads.current_thread import CurrentThread, Visit
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.text.draft import Draft, join_drafts
from app.tui.text.one_line import crop, one_line

MAX_TITLE_COLS = 40


class DeletedElsewhereError(Error):
    """The thread that the user wants is gone: another window or a program deleted it."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{name_thread(title)} was deleted elsewhere.")


class ThreadOpener:
    """Changes the thread on the screen."""

    def __init__(
        self,
        assistants: Assistants,
        panes: Panes,
        local_state: LocalState,
        current: CurrentThread,
        pages: ThreadPages,
        conversation: Conversation,
        model_label: ModelLabel,
    ) -> None:
        self._assistants = assistants
        self._panes = panes
        self._local_state = local_state
        self._current = current
        self._pages = pages
        self._conversation = conversation
        self._model_label = model_label
        self._is_open = asyncio.Event()
        self._waiting: list[tuple[str, Draft]] = []
        """Messages that wait for the thread of this draft key."""

    def open(self, thread_id: str | None) -> Coroutine[None, None, None]:
        """Put a thread on the screen, unless another one is opened before it is read. Raises `Error`.

        The message box belongs to it from this call on, before anything is awaited.
        """
        return self._open(self._prepare(thread_id))

    def open_at(self, thread_id: str, message_id: str | None) -> Coroutine[None, None, bool]:
        """Put a thread on the screen, at this message or at its end, as `open` does. Returns whether it is there.

        Its labels are for the caller to load, with `load_labels`.
        """
        return self._read(self._prepare(thread_id), message_id)

    async def _open(self, visit: Visit) -> None:
        if await self._read(visit):
            await self.load_labels()

    async def load_labels(self) -> None:
        """Show what is not read with the messages: title, model and the facts of the runs. Raises `Error`."""
        await self.show_labels()
        await self._conversation.load_facts()

    async def _read(self, visit: Visit, message_id: str | None = None) -> bool:
        try:
            return await self._read_and_begin(visit, message_id)
        except asyncio.CancelledError:
            # Its worker ended, as that of a search does at Esc: a message sent meanwhile would wait for it for ever.
            if self._current.is_next(visit):
                self.stay()
            raise

    async def _read_and_begin(self, visit: Visit, message_id: str | None) -> bool:
        thread_id, part = visit.thread_id, None
        try:
            page = await read_newest_page(self._assistants, thread_id)
        except Error as error:
            if self._current.is_next(visit):
                self.stay()
            if isinstance(error, NotFound) and thread_id and (row := self._pages.find(thread_id)):
                self._pages.drop(thread_id)
                self._pages.show()
                raise DeletedElsewhereError(row.title) from error
            raise
        if thread_id and message_id and all(one.id != message_id for one in page.messages):
            with suppress(Error):  # the message was deleted meanwhile: the end is shown
                part = await read_part(self._assistants, thread_id, message_id)
        if not self._current.is_next(visit):
            return False
        self.begin(visit, page, self._pages.find(thread_id), part)
        return True

    def begin_new(self) -> None:
        """Put a new conversation on the screen at once, so that what is typed next belongs to it."""
        self.begin(self._prepare(None), NewestPage(), None)

    def stay(self) -> None:
        """Keep the thread on the screen, and its draft in the box; drop the visit being prepared."""
        if self._current.is_leaving:
            self.keep_draft()
            self._current.stay()
            self._show_draft()
        self._is_open.set()

    def begin(self, visit: Visit, page: NewestPage, row: ThreadRow | None, part: Part | None = None) -> None:
        """Put a prepared visit on the screen, at the end of its thread or in a part."""
        if visit.thread_id != self._current.id:
            self._panes.history.mark(None)
        self._current.begin(visit, row)
        self._conversation.settings.show(row)
        self._conversation.show(page, part)
        if self._panes.box.draft:  # what is typed into an empty conversation ends its welcome
            self._panes.history.transcript.show_welcome(False)
        self._is_open.set()

    async def arrive(self) -> Visit | None:
        """Wait for the thread being opened, if one is; return its visit, None if it was not opened."""
        asked = self._current.next_visit
        while self._current.is_leaving:
            await self._is_open.wait()
        return asked if asked is self._current.visit else None

    async def opened(self, draft: Draft) -> bool:
        """Wait for the thread being opened, where a draft was submitted. False if it was not: it is kept there."""
        if not self._current.is_leaving:
            return True
        waiting = (self._current.draft_key, draft)
        self._waiting.append(waiting)
        await self._is_open.wait()
        if not any(one is waiting for one in self._waiting):  # taken back meanwhile
            return False
        self._waiting = [one for one in self._waiting if one is not waiting]
        if waiting[0] == self._current.draft_key:
            return True
        self._put_back(*waiting)
        return False

    def take_back(self) -> bool:
        """Take back the messages that wait for a thread to be opened. False if none does."""
        waiting, self._waiting = self._waiting, []
        for one in reversed(waiting):
            self._put_back(*one)
        return bool(waiting)

    def _put_back(self, key: str, draft: Draft) -> None:
        if key == self._current.draft_key:
            self._panes.box.take_back(draft)
            self.keep_draft()
        else:
            self._local_state.set_draft(key, join_drafts(draft, self._local_state.get_draft(key)))

    async def leave_deleted(self, thread_id: str, *, sent: bool = False) -> None:
        """Open a new conversation in place of a thread that was deleted elsewhere, and say so. The draft goes along.

        `sent`: a message was to be stored in it, whose text is in the draft. Raises `Error`.
        """
        row, title = self._pages.find(thread_id), self._current.title
        self._pages.drop(thread_id)
        self._pages.show()
        if thread_id != self._current.id or self._current.is_leaving:
            return
        self.keep_draft()
        draft = self._local_state.get_draft(thread_id)
        self._local_state.set_draft(thread_id, Draft())
        self._conversation.queue.move(thread_id, NEW_THREAD_KEY)
        self._local_state.set_draft(NEW_THREAD_KEY, join_drafts(self._local_state.get_draft(NEW_THREAD_KEY), draft))
        self.begin(self._current.prepare(None), NewestPage(), None)
        self._show_draft()
        words = f"{name_thread(row.title if row else title)} was deleted elsewhere."
        if draft:
            words = f"{words} Your text is in the message box."
        if sent:
            words = f"Not sent: {words}"
        self._conversation.messages.say(words)
        await self.show_labels()

    async def show_labels(self) -> None:
        """Show the title of the open thread, and the model that answers in it. Raises `Error`."""
        await self._pages.show_title()
        await self._conversation.settings.load(self._current.row)
        self._model_label.expect(self._conversation.run)
        await self._show_model()

    async def show_settings(self, row: ThreadRow | None) -> None:
        """Show whom the open thread talks to, and its instructions, as they are in its row now."""
        if row:
            self._conversation.settings.show(row)
            await self._show_model()

    def keep_draft(self) -> None:
        """Keep what is in the box as the draft of the thread that it belongs to."""
        self._local_state.set_draft(self._current.draft_key, self._panes.box.draft)

    async def update_model(self) -> None:
        """Show the model that answers now, since the endpoint may have changed. Raises `Error`."""
        await self._conversation.settings.load(self._current.row)
        await self._model_label.update(self._conversation.assistant_id, self._conversation.starting.model)
        await self._conversation.messages.context.show_for_next_model()

    async def _show_model(self) -> None:
        await self._model_label.show(self._conversation.assistant_id, self._conversation.starting.model)
        await self._conversation.messages.context.show_for_next_model()

    def _prepare(self, thread_id: str | None) -> Visit:
        """Begin to open a thread: its draft is in the box at once."""
        self.keep_draft()
        visit = self._current.prepare(thread_id)
        self._is_open.clear()
        self._show_draft()
        return visit

    def _show_draft(self) -> None:
        self._panes.box.show(self._local_state.get_draft(self._current.draft_key))
        self._panes.box.prompts.load(self._local_state.prompts)
        self._conversation.queue.show()


def name_thread(title: str) -> str:
    """Return a title in quotes, as part of a sentence."""
    if not title:
        return "The conversation"
    return f"“{crop(one_line(title), MAX_TITLE_COLS)}”"
