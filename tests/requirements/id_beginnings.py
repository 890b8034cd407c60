"""Ids that are typed in part (app/api/conversation/whole_ids.py)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "ask.id-beginnings": Requirement(
        "Where a command takes the id of a thread, a run or an assistant, its beginning is enough if no other id "
        "begins so, with and without `thread_` or `run_`; otherwise nothing is done, and the ids that do are listed.",
        "asking",
    ),
    "list.id-begins": Requirement(
        "`list_threads` finds the threads whose id begins with a text, archived ones too, over every transport.",
        "asking",
    ),
}
