"""Which run a command is about."""

from app.api.conversation import whole_ids
from app.api.errors import Error, NotFound
from app.api.objects import Run
from app.api.requests import Page
from app.api.services import Assistants
from app.headless.asking.typed_ids import check_kind, find_thread_id, with_hint

NO_RUNS = "Thread {} has no runs."


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
