"""The id of a thread as the user typed it, perhaps in part; one of another kind or of nothing is refused, saying so."""

from app.api.conversation import whole_ids
from app.api.errors import Error, NotFound
from app.api.services import Assistants

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
