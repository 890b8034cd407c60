"""Forks the open conversation, writes a message of it again, and opens what stands in a message's place elsewhere.

The last message is replaced in its thread; an earlier one is written again in a fork, and the thread stays as it is.
"""

from collections.abc import Sequence
from functools import partial

from app.api.conversation.replacing import check_unlocked, edited_message, read_tail, replace_tail, run_in_branch
from app.api.conversation.start_run import find_assistant_ids, start_run
from app.api.objects import Message
from app.api.requests import CreateMessage, ForkThread
from app.api.services import Assistants
from app.tui.local_state import LocalState
from app.tui.session.branches.edited_text import EditedText
from app.tui.session.controller import Controller
from app.tui.session.panes import Panes

FORKED = "Forked: what you write now goes on in a conversation of its own."
NO_SIBLING = "There is no other version of this message {}."
WORDS_OF_STEP = {-1: "before this one", 1: "after this one"}
NOTICE_S = 5.0


class Branching:
    """Works on the thread of the message that it is given, which need not be the open one: a dialog stands over the
    conversation while the text of a message is changed, and meanwhile another window may delete the thread.
    """

    def __init__(self, assistants: Assistants, panes: Panes, local_state: LocalState, controller: Controller) -> None:
        self._assistants = assistants
        self._panes = panes
        self._local_state = local_state
        self._choices = local_state.models
        self._controller = controller

    async def fork(self, thread_id: str, message_id: str) -> None:
        """Open a new thread with the messages up to this one. Raises `Error`."""
        branch = await self._assistants.fork_thread(thread_id, ForkThread(message_id=message_id))
        await self._open(thread_id, branch.id)
        self._panes.status.show_notice(FORKED, seconds=NOTICE_S)

    async def edit(self, message: Message, text: str) -> None:
        """Ask again with another text; what else is in the message stays. Raises `Error`; the text is not lost then."""
        edited = EditedText(self._panes, self._local_state, self._controller.current, message.thread_id, text)
        await edited.keep()
        try:
            target_id = await self._ask_again(message.thread_id, message.id, [edited_message(message, text)])
        except BaseException:
            edited.take_back()
            raise
        edited.forget()
        await self._open(message.thread_id, target_id)

    async def regenerate(self, reply: Message) -> None:
        """Answer again what this reply answers. Raises `Error`."""
        await self._open(reply.thread_id, await self._ask_again(reply.thread_id, reply.id, []))

    async def walk(self, message_id: str, step: int) -> None:
        """Open the thread that has another message in place of this one, and choose that. Raises `Error`."""
        variant = self._controller.conversation.messages.siblings.neighbour(message_id, step)
        if variant is None:
            self._panes.status.show_notice(NO_SIBLING.format(WORDS_OF_STEP[step]), seconds=NOTICE_S)
            return
        cursor = self._panes.history.cursor
        was_clicked = cursor.is_clicked
        await self._controller.open(variant.thread_id)
        if self._controller.current.id != variant.thread_id:
            return
        await self._controller.conversation.messages.load_until(variant.message_id)
        entry = self._panes.history.document.get(variant.message_id)
        if entry is not None:
            cursor.choose(entry)
            if was_clicked:
                cursor.click(entry)
            self._panes.history.show_changes()
            self._panes.history.refresh()

    async def _ask_again(self, thread_id: str, message_id: str, messages: Sequence[CreateMessage]) -> str:
        """Run a thread again from a message on, with these in its place; in a fork unless it is the last turn.

        Return the thread of the run.
        """
        assistants = self._assistants
        ids = await find_assistant_ids(assistants, thread_id)
        model = self._choices.get(thread_id)
        tail = await read_tail(assistants, thread_id, message_id)
        create = partial(run_in_branch, assistants, thread_id, tail.before_id)
        if tail.is_last_turn:
            await check_unlocked(assistants, thread_id)
            create = partial(replace_tail, assistants, thread_id, tail)
        run = await start_run(assistants, thread_id, ids, messages=messages, model=model or None, create=create)
        return run.thread_id

    async def _open(self, thread_id: str, target_id: str) -> None:
        """Show a branch, or the same thread as it is now, unless the user has left it meanwhile."""
        if target_id != thread_id and (model := self._choices.get(thread_id)):
            self._choices.choose(target_id, model)
        await self._controller.pages.refresh()
        if self._controller.current.id == thread_id and not self._controller.current.is_leaving:
            await self._controller.opener.open(target_id)
