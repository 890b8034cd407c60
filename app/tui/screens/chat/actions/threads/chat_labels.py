"""Pins, archives and tags conversations, by command or key; lists the archived ones, deletes the old ones."""

from typing import TYPE_CHECKING

from textual import work

from app.api.conversation.thread_labels import ARCHIVED_KEY, PINNED_KEY
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller
from app.tui.widgets.thread_list import ThreadList

if TYPE_CHECKING:
    from app.tui.session.threads.labelling import Labelling

NEW = "Send a message first: a new conversation cannot be pinned, archived or tagged."
CHANGED = {
    (PINNED_KEY, True): "Pinned",
    (PINNED_KEY, False): "Unpinned",
    (ARCHIVED_KEY, True): "Archived. /archived lists it; a search finds it.",
    (ARCHIVED_KEY, False): "Back in the list",
}
NO_TAGS = "No tags"
NOTICE_S = 5.0


class ChatLabels(ChatLifecycle):
    """The chat screen with what the user says of conversations for the list."""

    def action_pin(self) -> None:
        """Pin the open conversation, or unpin it."""
        self._change_open(PINNED_KEY)

    def action_archive(self) -> None:
        """Archive the open conversation, or list it again."""
        self._change_open(ARCHIVED_KEY)

    @work(exit_on_error=False)
    async def action_tag(self, text: str = "") -> None:
        """Add the typed tags to the open conversation, remove those behind a minus; without a text ask for all."""
        if self.controller is None:
            return
        thread_id = self.controller.current.next_id
        if thread_id is None:
            self._say(NEW)
        elif text:
            self._say_tags(await self._labelling(self.controller).change_tags(thread_id, text))
        else:
            await self._ask_for_tags(self.controller, thread_id)

    @work(exit_on_error=False)
    async def on_thread_list_row_action_requested(self, event: ThreadList.RowActionRequested) -> None:
        """Pin, archive or tag the conversation under the cursor of the list."""
        if self.controller is None or event.row is None:
            return
        match event.action:
            case "pin":
                await self._toggle(self.controller, event.row.id, PINNED_KEY)
            case "archive":
                await self._toggle(self.controller, event.row.id, ARCHIVED_KEY)
            case "tag":
                await self._ask_for_tags(self.controller, event.row.id)
            case _:
                pass

    @work(exclusive=True, group="archived", exit_on_error=False)
    async def action_archived(self) -> None:
        """List the archived conversations, or the others again."""
        if self.controller is None:
            return
        if self.pane.display and self.controller.pages.is_archive:
            await self.controller.pages.show_archived(False)
            return
        self.remove_class("-no-threads")
        self.show_pane(True)
        self.set_focus(self.panes.threads)
        await self.controller.pages.show_archived(True)

    @work(exit_on_error=False)
    async def action_clean(self, days: str = "") -> None:
        """Delete the conversations that are older than so many days, once that is confirmed."""
        from app.tui.screens.chat.actions.threads.deleting_old import ask_and_delete  # late: as below

        if self.controller and self.services and self.typed_app.screen is self:
            await ask_and_delete(self, self.services.assistants, self.controller, days.strip())

    def leave_pane(self) -> bool:
        """Leave the archived conversations for the others; else what else can be left."""
        is_there = self.focused is self.panes.threads and not self.pane.is_searching
        if is_there and self.controller and self.controller.pages.is_archive:
            self.action_archived()
            return True
        return super().leave_pane()

    @work(exit_on_error=False)
    async def _change_open(self, key: str) -> None:
        if self.controller is None:
            return
        if (thread_id := self.controller.current.next_id) is None:
            self._say(NEW)
        else:
            await self._toggle(self.controller, thread_id, key)

    async def _toggle(self, controller: Controller, thread_id: str, key: str) -> None:
        self._say(CHANGED[key, await self._labelling(controller).toggle(thread_id, key)])

    async def _ask_for_tags(self, controller: Controller, thread_id: str) -> None:
        from app.tui.screens.commands.tags import Tags  # late: the first paint does not need it

        labelling = self._labelling(controller)
        tags = await labelling.read_tags(thread_id)
        if self.typed_app.screen is not self:  # the key was pressed twice, or another dialog was opened meanwhile
            return
        typed = await self.typed_app.push_screen_wait(Tags(tags))
        if typed is not None:
            self._say_tags(await labelling.replace_tags(thread_id, typed))

    def _labelling(self, controller: Controller) -> "Labelling":
        from app.tui.session.threads.labelling import Labelling  # late: the first paint does not need it

        assert self.services
        return Labelling(self.services.assistants, controller.pages)

    def _say_tags(self, tags: list[str]) -> None:
        self._say(" ".join(f"#{tag}" for tag in tags) or NO_TAGS)

    def _say(self, sentence: str) -> None:
        self.panes.status.show_notice(sentence, seconds=NOTICE_S)
