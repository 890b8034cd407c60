"""What is replaced in a thread goes into a thread of its own first, which is in no list: nothing is lost."""

from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct

from app.api.conversation.thread_settings import FORKED_FROM_KEY, REPLACED_KEY, origin_of
from app.api.errors import Error, RequestError
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.api.requests import ForkThread, Page
from app.api.services import Assistants

LOCKED = "Thread {} already has an active run {}."
"""The API's own words, where it would refuse the run that comes after a change."""


class Tail(Struct, frozen=True):
    """The end of a thread from a message on, oldest first. `before_id`: the message before it; None if it is whole.

    `is_last_turn`: what was said last, with the replies to it, and no more.
    """

    messages: Sequence[Message]
    before_id: str | None
    is_last_turn: bool


async def read_tail(assistants: Assistants, thread_id: str, message_id: str) -> Tail:
    """Read the end of a thread from a message on; of a reply, from the first one in its turn. Raises `Error`."""
    first = await assistants.get_message(thread_id, message_id)
    before: str | None = None
    while True:
        older = (await assistants.list_messages(thread_id, Page(limit=1, after=first.id))).data
        before = older[0].id if older else None
        if not older or first.role == "user" or older[0].role == "user":
            break
        first = older[0]
    newer = await assistants.list_messages(thread_id, Page(limit=100, order="asc", after=first.id))
    is_last_turn = not newer.has_more and all(one.role == "assistant" for one in newer.data)
    return Tail([first, *newer.data], before, is_last_turn)


async def check_unlocked(assistants: Assistants, thread_id: str) -> None:
    """Raise the API's refusal if a run is active on a thread, before anything is changed. Raises `Error`."""
    for run in (await assistants.list_runs(thread_id, Page(limit=1))).data:
        if run.status not in TERMINAL_STATUSES:
            raise RequestError(LOCKED.format(thread_id, run.id))


async def take_away(assistants: Assistants, thread_id: str, tail: Tail) -> None:
    """Delete the end of a thread, which is kept in a thread of its own. Raises `Error`; then nothing may be lost."""
    metadata = {FORKED_FROM_KEY: origin_of(thread_id, tail.before_id), REPLACED_KEY: tail.messages[0].id}
    kept = await assistants.fork_thread(thread_id, ForkThread(message_id=tail.messages[-1].id, metadata=metadata))
    deleted = 0
    try:
        for message in reversed(tail.messages):
            await assistants.delete_message(thread_id, message.id)
            deleted += 1
    except Error:
        if not deleted:
            with suppress(Error):
                await assistants.delete_thread(kept.id)
        raise


async def take_away_dead(assistants: Assistants, run: Run) -> None:
    """Delete what this run, which is the newest one, and others that broke off before it wrote in place of a reply.

    It is kept in a thread of its own if it has any text. Raises `Error`.
    """
    thread_id = run.thread_id
    newest = (await assistants.list_messages(thread_id, Page(limit=100))).data
    dead: list[Message] = []
    for message in newest:
        if message.role == "user" or (message.run_id != run.id and not message.broke_off):
            break
        dead.insert(0, message)
    if not dead or len(dead) == len(newest):
        return
    await check_unlocked(assistants, thread_id)
    if any(message.text for message in dead):
        await take_away(assistants, thread_id, Tail(dead, newest[len(dead)].id, is_last_turn=True))
    else:
        for message in reversed(dead):
            await assistants.delete_message(thread_id, message.id)
