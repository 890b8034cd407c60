"""Which object a command is about: the run that its words name, and ids that are of another kind or unknown."""

from app.api.conversation import whole_ids
from app.api.errors import Error, NotFound
from app.api.objects import Run
from app.api.requests import Page
from app.api.services import Assistants

NO_RUNS = "Thread {} has no runs."
KINDS = {
    "thread_": ("thread", "a thread"),
    "run_": ("run", "a run"),
    "msg_": ("message", "a message"),
    "asst_": ("assistant", "an assistant"),
    "step_": ("step", "a run step"),
}
"""What an id is of, by its beginning."""
WRONG_KIND = "{} is the id of {}, and this needs that of a {}."
LIST_THEM = "{} List the ids with: {}"
LISTED_BY = {
    "thread": "assistant-chat threads",
    "run": "assistant-chat runs THREAD_ID",
    "assistant": "assistant-chat assistants",
}


def check_kind(object_id: str, kind: str) -> None:
    """Raise `Error` for the id of an object of another kind."""
    for beginning, (found, words) in KINDS.items():
        if object_id.startswith(beginning) and found != kind:
            raise Error(WRONG_KIND.format(object_id, words, kind))


def with_hint(missing: NotFound, kind: str) -> Error:
    """Return the refusal of an unknown id with where ids are listed."""
    return Error(LIST_THEM.format(missing, LISTED_BY[kind]))


async def find_thread_id(assistants: Assistants, typed: str) -> str:
    """Return the id of the thread whose id begins so. Raises `Error` with where ids are listed, or which begin so."""
    check_kind(typed, "thread")
    try:
        return await whole_ids.find_thread_id(assistants, typed)
    except NotFound as error:
        raise with_hint(error, "thread") from error


async def find_run(assistants: Assistants, thread_id: str, run_id: str | None) -> Run:
    """Return this run of a thread, else its newest; ids may be cut off. Raises `Error`."""
    thread_id = await find_thread_id(assistants, thread_id)
    if run_id is None:
        try:
            newest = (await assistants.list_runs(thread_id, Page(limit=1))).data
        except NotFound as error:
            raise with_hint(error, "thread") from error
        if not newest:
            raise Error(NO_RUNS.format(thread_id))
        return newest[0]
    check_kind(run_id, "run")
    try:
        return await assistants.get_run(thread_id, await whole_ids.find_run_id(assistants, thread_id, run_id))
    except NotFound as error:
        raise with_hint(error, "run") from error
