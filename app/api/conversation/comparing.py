"""Two answers to one message: the second one is in a fork that is in no list, a sibling of the first.

Where the second is kept, the fork takes the place of the thread that it came from.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from app.api.conversation.replacing import run_in_branch
from app.api.conversation.start_run import start_run
from app.api.conversation.thread_settings import FORKED_FROM_KEY, REPLACED_KEY, origin_of, with_assistant
from app.api.errors import Error, NotFound, RequestError
from app.api.objects import TERMINAL_STATUSES, Message, Run
from app.api.requests import ModifyThread, Page
from app.api.services import Assistants

BOTH_LISTED = "{} Both answers are conversations in the list now, and none is lost. Keep one of them again."


async def start_second(assistants: Assistants, first: Run, assistant_ids: Sequence[str], model: str | None) -> Run:
    """Answer the newest message of the user once more, in a hidden fork. Raises `Error`; then there is no fork.

    `first`: the run that answers it in its own thread.
    """
    asked = await _last_message(assistants, first.thread_id, "user")
    create = partial(run_in_branch, assistants, first.thread_id, asked.id, metadata={REPLACED_KEY: asked.id})
    return await start_run(assistants, first.thread_id, assistant_ids, model=model, create=create)


async def keep_second(assistants: Assistants, first_id: str, second_id: str) -> None:
    """Let the fork take the place of its thread, which becomes a hidden fork of it. Raises `Error`."""
    first = await assistants.get_thread(first_id)
    asked = await _last_message(assistants, second_id, "user")
    # All that the conversation has is the fork's now, also what a fork does not have: its place in the list.
    own = {key: value for key, value in first.metadata.items() if key != REPLACED_KEY}
    # In this order both are listed for a moment, but never none. As a fork, each leads to the other then.
    linked = {FORKED_FROM_KEY: origin_of(first_id, asked.id), **own}
    await assistants.modify_thread(second_id, ModifyThread(metadata=linked))
    replaced = {**first.metadata, FORKED_FROM_KEY: origin_of(second_id, asked.id), REPLACED_KEY: asked.id}
    try:
        await assistants.modify_thread(first_id, ModifyThread(metadata=replaced))
    except Error as error:
        raise Error(BOTH_LISTED.format(error)) from error
    if linked != own:
        with suppress(Error):  # forks of each other are one place in every list all the same
            await assistants.modify_thread(second_id, ModifyThread(metadata=own))


async def keep_assistant(assistants: Assistants, thread_id: str, assistant_id: str) -> None:
    """Let an assistant answer the next messages of a thread too. Raises `Error`."""
    metadata = (await assistants.get_thread(thread_id)).metadata
    await assistants.modify_thread(thread_id, ModifyThread(metadata=with_assistant(metadata, assistant_id)))


async def cancel_active(assistants: Assistants, run: Run) -> None:
    """Cancel a run, unless it is over. Raises `Error`."""
    if run.status not in TERMINAL_STATUSES:
        with suppress(RequestError):  # it was over before the request came
            await assistants.cancel_run(run.thread_id, run.id)


async def _last_message(assistants: Assistants, thread_id: str, role: str) -> Message:
    messages = (await assistants.list_messages(thread_id, Page(limit=20))).data
    found = next((one for one in messages if one.role == role), None)
    if found is None:
        raise NotFound("message", "")
    return found
