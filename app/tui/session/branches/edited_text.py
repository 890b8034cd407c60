"""The new text of a message while it is being asked again: in a draft until it is stored, so that no kill loses it."""

import asyncio

from app.tui.local_state import LocalState
from app.tui.session.panes import Panes
from app.tui.session.threads.current_thread import CurrentThread
from app.tui.text.draft import Draft, join_drafts


class EditedText:
    """A draft of the thread of the message. What the user has written there besides stays behind it."""

    def __init__(
        self, panes: Panes, local_state: LocalState, current: CurrentThread, thread_id: str, text: str
    ) -> None:
        self._panes = panes
        self._local_state = local_state
        self._current = current
        self._key = thread_id
        self._text = Draft(text=text)
        self._before = self._kept = Draft()

    async def keep(self) -> None:
        """Write it to the file of drafts, before what the box has, and to the prompts that ↑ recalls."""
        self._local_state.add_prompt(self._text.text)
        self._before = self._own
        self._kept = join_drafts(self._text, self._before)
        self._local_state.set_draft(self._key, self._kept)
        await asyncio.to_thread(self._local_state.write, self._local_state.take_changes())

    def take_back(self) -> None:
        """Make it the draft, since it was not stored."""
        draft = join_drafts(self._text, self._own)
        if self._is_here:
            self._panes.box.show(draft)
        self._local_state.set_draft(self._key, draft)

    def forget(self) -> None:
        """Remove it from the drafts, since it is stored."""
        self._local_state.set_draft(self._key, self._own)
        self._panes.box.prompts.load(self._local_state.prompts)
        self._local_state.save()

    @property
    def _is_here(self) -> bool:
        return self._current.draft_key == self._key

    @property
    def _own(self) -> Draft:
        """What the user has written besides."""
        if self._is_here:
            return self._panes.box.draft
        draft = self._local_state.get_draft(self._key)
        if draft == self._kept:  # the thread was left before this began
            return self._before
        return draft  # which the box was when the user left the thread
