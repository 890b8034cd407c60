"""Starting a run: the user's message goes in the same request, and a deleted assistant is replaced by the next one."""

from collections.abc import Sequence

from app.api.errors import NotFound
from app.api.message_text import content_from
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateRun, CreateThread, CreateThreadAndRun, Page
from app.api.services import Assistants


async def start_run(
    assistants: Assistants,
    thread_id: str | None,
    assistant_ids: Sequence[str],
    *,
    text: str | None = None,
    model: str | None = None,
) -> Run:
    """Append the user's message and start a run, in one transaction. Raises `Error`.

    `thread_id`: None begins a thread. `assistant_ids` are tried in order, and one that does not exist is skipped.
    `text`: None adds no message.
    """
    messages: list[CreateMessage] = []
    if text is not None:
        messages.append(CreateMessage(role="user", content=content_from(text)))
    missing = NotFound("assistant", "")
    for assistant_id in dict.fromkeys(assistant_ids):
        try:
            if thread_id is None:
                thread = CreateThread(messages=messages)
                request = CreateThreadAndRun(assistant_id=assistant_id, model=model, thread=thread)
                return await assistants.create_thread_and_run(request)
            run = CreateRun(assistant_id=assistant_id, model=model, additional_messages=messages)
            return await assistants.create_run(thread_id, run)
        except NotFound as error:  # of the assistant; or of the thread, and then every assistant raises it
            missing = error
    raise missing


async def find_assistant_ids(assistants: Assistants, thread_id: str | None) -> Sequence[str]:
    """Return the assistants to try in a thread: that of its newest run, then the default one. Raises `NotFound`."""
    if thread_id is None:
        return [DEFAULT_ASSISTANT_ID]
    runs = await assistants.list_runs(thread_id, Page(limit=1))
    return [*(run.assistant_id for run in runs.data), DEFAULT_ASSISTANT_ID]
