"""Starting a run: the user's message goes in the same request, and a deleted assistant is replaced by the next one."""

from collections.abc import Sequence
from contextlib import suppress

from app.api.errors import NotFound
from app.api.message_text import content_from
from app.api.model_reference import ModelReference, parse_model
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateRun, CreateThread, CreateThreadAndRun, Page
from app.api.services import Assistants, Services


async def start_run(
    assistants: Assistants,
    thread_id: str | None,
    assistant_ids: Sequence[str],
    *,
    text: str | None = None,
    files: Sequence[str] = (),
    model: str | None = None,
) -> Run:
    """Append the user's message and start a run, in one transaction. Raises `Error`.

    `thread_id`: None begins a thread. `assistant_ids` are tried in order, and one that does not exist is skipped.
    `text`: None adds no message. `files`: further texts, each a part of the same message.
    """
    messages: list[CreateMessage] = []
    if text is not None:
        messages.append(CreateMessage(role="user", content=content_from(text, *files)))
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


async def find_retry_model(services: Services, run: Run, assistant_id: str) -> str | None:
    """Return the model that a retry of this run names: its own, on the profile that it began on.

    None where that is not here any more, or another model was set since, by the choice of another assistant or in this
    one: the retry then goes where a new message goes. `assistant_id`: the assistant that answers it. Raises `Error`.
    """
    if assistant_id != run.assistant_id:
        return None
    with suppress(NotFound):  # deleted: the next one answers, as the run was begun
        named = (await services.assistants.get_assistant(assistant_id)).model
        if named and named != run.model:
            return None
    facts = (await services.assistants.run_facts(run.thread_id, [run.id])).data
    profile = facts[0].profile if facts else ""
    if not profile or await services.endpoints.profile_of(ModelReference(profile, "").text) is None:
        return None
    in_use = await services.endpoints.current()
    if in_use is not None and in_use.profile == profile:
        profile = ""
    return ModelReference(profile, parse_model(run.model).model).text or None
