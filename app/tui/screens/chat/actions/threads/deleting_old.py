"""Deletes old conversations, and says how large the database is: only when the user asks for it."""

from app.api.conversation.old_threads import count_conversations
from app.api.services import Assistants
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.screens.commands.clean_up import Clean
from app.tui.screens.dialog import CHANGE
from app.tui.session.controller import Controller
from app.tui.session.threads.cleaning import CleanUp, OldConversations

DAYS = "180"
"""The age that is proposed."""
NOTICE_S = 10.0
REPORTED = 20
"""How many deletions are reported at once."""


async def ask_and_delete(chat: ChatLifecycle, assistants: Assistants, controller: Controller, days: str) -> None:
    """Ask which conversations to delete, by their age in days, and delete them. Raises `Error`."""
    clean_up = CleanUp(assistants, controller.current, controller.deletions)
    old = await chat.typed_app.push_screen_wait(Clean(clean_up, days or DAYS))
    if old is not None:
        chat.run_worker(_delete(chat, controller, clean_up, old), group=CHANGE, exit_on_error=False)


async def _delete(chat: ChatLifecycle, controller: Controller, clean_up: CleanUp, old: OldConversations) -> None:
    status, total, count = chat.panes.status, count_conversations(len(old.rows)), 0
    async for thread_id in clean_up.delete(old):
        controller.deleter.forget(thread_id)
        if count % REPORTED == 0:
            status.show_notice(f"Deleting {total}: {count:,} are gone …")
        count += 1
    await controller.pages.refresh()
    chat.save_soon()
    await clean_up.shrink()
    size = await clean_up.describe_size()
    status.show_notice(f"Deleted {count_conversations(count)}. {size}".strip(), seconds=NOTICE_S)
