"""The chat screen: passes the user's actions to the session.

Whatever waits for the store or the network runs in a Textual worker, so that the screen stays responsive.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from textual import work
from textual.worker import WorkerCancelled, WorkerFailed

from app.tui.keys.table import bindings, find_key
from app.tui.local_state import LocalState
from app.tui.screens.chat.actions.cancelling import RETRY, SEND, Asked
from app.tui.screens.chat.actions.chat_assistants import ChatAssistants
from app.tui.screens.chat.actions.chat_compacting import ChatCompacting
from app.tui.screens.chat.actions.chat_compare import ChatCompare
from app.tui.screens.chat.actions.chat_runs import ChatRuns
from app.tui.screens.chat.actions.chat_usage import ChatUsage
from app.tui.screens.chat.actions.finding.chat_hits import ChatHits
from app.tui.screens.chat.actions.messages.message_branches import ChatBranching
from app.tui.screens.chat.actions.messages.message_commands import ChatMessages
from app.tui.screens.chat.actions.messages.message_files import ChatFiles
from app.tui.screens.chat.actions.messages.opening_links import ChatLinks
from app.tui.screens.chat.actions.messages.scrolling_code import ChatCode
from app.tui.screens.chat.actions.queueing import ChatQueueing
from app.tui.screens.chat.actions.quitting import ChatQuitting
from app.tui.screens.chat.actions.threads.chat_labels import ChatLabels
from app.tui.screens.chat.actions.threads.renaming import ChatRenaming
from app.tui.screens.chat.opening_keys import OpeningKeys
from app.tui.screens.dialog import CHANGE
from app.tui.session.controller import Controller
from app.tui.session.threads.pending_deletions import UNDO_WINDOW_S
from app.tui.text.draft import Draft
from app.tui.widgets.box.message_input import MessageInput
from app.tui.widgets.thread_list import ThreadList
from app.tui.widgets.thread_pane import ThreadPane

DELETED = f"Conversation deleted. Undo: {{threads.undo}} ({UNDO_WINDOW_S:.0f} s)"
NOT_RETRIED = "Another conversation was opened meanwhile: nothing was retried."
SEND_LIMIT_S = 1.0
"""How long quitting waits for a message that is being sent."""


class ChatInMessages(ChatMessages, ChatFiles, ChatLinks, ChatCode, ChatQueueing, ChatBranching):
    """The chat screen with all commands for a message and what is in it."""


class ChatScreen(
    ChatHits,
    ChatLabels,
    ChatAssistants,
    ChatRenaming,
    ChatRuns,
    ChatUsage,
    ChatInMessages,
    ChatCompacting,
    ChatCompare,
    ChatQuitting,
):
    """The one screen of the app; the others open above it."""

    BINDINGS = bindings("chat")

    def __init__(self, local_state: LocalState, keymap: Mapping[str, str], config_dir: Path) -> None:
        super().__init__(local_state, keymap, config_dir)
        self.opening_keys = OpeningKeys(keymap)
        self.panes.box.use_keymap(keymap)
        self.pane.show_search_key(find_key("threads.search", keymap))

    # Messages of the widgets.

    def on_message_input_submitted(self, event: MessageInput.Submitted) -> None:
        """Send the message, or keep it until the services are open."""
        if self.controller:
            self._send(self.controller, event.draft, self.note_message(self.controller, event.draft, event.number))
        else:
            self.keep_until_ready(event.draft)

    def on_thread_list_opened(self, event: ThreadList.Opened) -> None:
        """Open the thread, of a search at the hit."""
        words = self.panes.threads.query_text
        self.focus_box()
        if self.panes.threads.row:
            self.open_hit(self.panes.threads.row, words)

    @work(exit_on_error=False)
    async def on_thread_list_page_requested(self, event: ThreadList.PageRequested) -> None:
        """Read a page of the list."""
        if self.controller:
            await self.controller.pages.read(event.where)

    @work(exit_on_error=False)
    async def on_thread_list_row_action_requested(self, event: ThreadList.RowActionRequested) -> None:
        """Rename or delete a conversation, or undo a deletion."""
        if not self.controller:
            return
        match event.action, event.row:
            case "undo", _:
                self.panes.status.show_notice("")
                await self.controller.deleter.undo()
            case "rename", row if row:
                await self.ask_for_title(self.controller, row.id)
            case "delete", row if row:
                self.notify(self.panes.keys.fill(DELETED), timeout=UNDO_WINDOW_S)
                if row.id == self.controller.current.next_id:
                    self._leave_deleted(self.controller, row.id)
                await self.controller.deleter.delete(row.id)
            case _:
                pass

    @work(exit_on_error=False)
    async def on_thread_pane_query_changed(self, event: ThreadPane.QueryChanged) -> None:
        """Search the store for the typed text."""
        if self.controller:
            await self.controller.pages.search(event.text)

    @work(exit_on_error=False)
    async def on_thread_pane_query_submitted(self, event: ThreadPane.QuerySubmitted) -> None:
        """Open the chosen hit once it is found, the best one if none was chosen. Without a hit the filter stays."""
        try:
            if self.controller and event.text:
                await self.controller.pages.finish_search(event.text)
                if self.pane.is_searching:
                    self.action_open_row()
            elif self.controller:
                self.pane.close_filter()
                self.focus_box()
        finally:
            self.pane.searches_ended += 1

    @work(exit_on_error=False)
    async def on_history_older_requested(self) -> None:
        """Read the page before the oldest message."""
        if self.controller:
            await self.controller.conversation.messages.load_older()

    async def close(self) -> None:
        """Let a message that was just sent be stored: Enter may be right before Ctrl+Q. Then close."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SEND_LIMIT_S):
                await self.earlier_keys_handled()
                for worker in [one for one in self.workers if one.group in (SEND, CHANGE)]:
                    # The draft is back in the box; it is cancelled when the time is up.
                    with suppress(WorkerFailed, WorkerCancelled):
                        await worker.wait()
        self.take_all_back()
        await super().close()

    # Keys.

    @work(exit_on_error=False)
    async def _show_labels(self, controller: Controller) -> None:
        await controller.opener.show_labels()

    def action_start_conversation(self) -> None:
        """Begin a new conversation; it is stored with its first message."""
        self.focus_box()
        if self.controller:
            self.controller.opener.begin_new()
            self._show_labels(self.controller)

    def action_open_row(self) -> None:
        """Open the thread under the cursor of the list. A search is over then; a click leaves it open."""
        if row := self.panes.threads.row:
            words = self.panes.threads.query_text
            self.focus_box()
            self.pane.close_filter(to_list=False)  # each change of the focus asks for the styles of half the screen
            self.open_hit(row, words)

    def action_open_neighbour(self, step: int) -> None:
        """Open the thread above (-1) or below (1) the open one."""
        opened = self.controller.current.next_id if self.controller else None
        if thread_id := self.panes.threads.find_neighbour(step, opened):
            self.focus_box()
            self._open(thread_id)

    def action_go_back(self) -> None:
        """Leave the filter, the selection or the pane; in the message box cancel the run. Keeps the draft."""
        if not self.leave_pane():
            self.cancel()

    def action_retry(self) -> None:
        """Run the thread again without a new message."""
        if self.controller:
            self._retry(self.controller, self.note_retry(self.controller))

    def action_choose_endpoint(self, text: str = "") -> None:
        """Choose the model that answers; with a text, the one of this name."""
        self.choose_endpoint(ask=True, text=text)

    # Work in the background.

    @work(group=SEND, exit_on_error=False)
    async def _send(self, controller: Controller, draft: Draft, asked: Asked) -> None:
        """Send a message. Without a model it goes back to the box, and the choice of a model comes first."""
        if not await self.finds_model(asked):
            return
        if asked.draft_key == controller.current.draft_key:
            if not (controller.conversation.is_busy or self.panes.history.excerpt.has_newer):
                self.panes.history.action_scroll_end()  # a queued one is seen above the box, a page is read to its end
            await controller.send(draft)
        else:  # another thread was opened while the model was looked for
            self.put_back(controller, draft, asked.draft_key)

    @work(group=RETRY, exit_on_error=False)
    async def _retry(self, controller: Controller, asked: Asked) -> None:
        if await controller.opener.arrive() is None:
            self.forget(asked)
            return
        if not await self.finds_model(asked):
            return
        if asked.draft_key == controller.current.draft_key and not controller.current.is_leaving:
            await self.retry_run(controller)
        else:  # another thread was opened while the model was looked for
            self.notify(NOT_RETRIED)

    def _leave_deleted(self, controller: Controller, thread_id: str) -> None:
        """Go to the conversation beside one that is about to be deleted; while it is being opened, stay."""
        if controller.current.is_leaving and controller.current.id not in controller.deletions:
            controller.opener.stay()
        else:
            self._open(self.panes.threads.find_nearest(thread_id))

    def _open(self, thread_id: str | None) -> None:
        if self.controller:
            self.run_worker(self.controller.open(thread_id), exit_on_error=False)
