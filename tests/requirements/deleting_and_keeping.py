"""What is deleted a slice at a time, and what is kept that was typed or set."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "threads.deleted-in-slices": Requirement(
        "The deletion of a long thread holds no other write up for long: with the answer it is gone for all readers, "
        "and its messages and runs are deleted a slice at a time, with rests. What a process that is killed meanwhile "
        "leaves is in no list or search, and is deleted by the next one.",
        "the engine",
    ),
    "threads.newest-at-start": Requirement(
        "The terminal starts with the conversation that was active last, also where others are pinned.",
        "the terminal",
    ),
    "runs-seen.continued-at-hand": Requirement(
        "Below a reply that was cut off it is said how to continue it, without going to the list of runs.",
        "runs on screen",
    ),
    "dialogs.kept-fields": Requirement(
        "What is typed as outputs of function calls, as metadata of a run, as values of a template and in the fields "
        "of an assistant is there again after a kill, until it is stored or dropped.",
        "the terminal",
    ),
}
