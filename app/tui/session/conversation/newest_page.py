"""What is read of a thread to show it: its newest run and its newest messages, and a part far from the end."""

import asyncio
from collections.abc import Sequence

from msgspec import Struct

from app.api.objects import TERMINAL_STATUSES, Message, Run, without_replaced
from app.api.requests import Page
from app.api.services import Assistants

PAGE_SIZE = 50
AROUND = PAGE_SIZE // 2
"""How many messages are read before and behind one that is jumped to."""


class NewestPage(Struct, frozen=True):
    """The newest run of a thread and its newest messages, oldest first."""

    run: Run | None = None
    messages: Sequence[Message] = ()
    has_more: bool = False

    @property
    def active_run(self) -> Run | None:
        """The run, if it is not over."""
        if self.run is None or self.run.status in TERMINAL_STATUSES:
            return None
        return self.run

    @property
    def finished_messages(self) -> Sequence[Message]:
        """The messages to show. Those of an active run are left out, since its events bring them."""
        active = self.active_run
        return [one for one in without_replaced(self.messages) if active is None or one.run_id != active.id]


class Part(Struct, frozen=True):
    """Messages without a gap, oldest first, and the one that they are shown for. There are newer ones."""

    message_id: str
    messages: Sequence[Message]
    has_older: bool


async def read_newest_page(assistants: Assistants, thread_id: str | None) -> NewestPage:
    """Read the end of a thread; None is a new conversation, which has nothing to read. Raises `Error`."""
    if thread_id is None:
        return NewestPage()
    # The run first: messages that it writes after this arrive as events.
    runs = await assistants.list_runs(thread_id, Page(limit=1))
    listing = await assistants.list_messages(thread_id, Page(limit=PAGE_SIZE))
    return NewestPage(next(iter(runs.data), None), listing.data[::-1], listing.has_more)


async def read_part(assistants: Assistants, thread_id: str, message_id: str) -> Part | None:
    """Read what is around a message; None if that reaches the end of the thread. Raises `Error`."""
    older, message, newer = await asyncio.gather(
        assistants.list_messages(thread_id, Page(limit=AROUND, after=message_id)),
        assistants.get_message(thread_id, message_id),
        assistants.list_messages(thread_id, Page(limit=AROUND, before=message_id)),
    )
    if not newer.has_more:
        return None
    return Part(message_id, [*reversed(older.data), message, *reversed(newer.data)], older.has_more)
