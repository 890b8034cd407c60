"""What is replaced in a conversation, wherever the program ends, and whoever works on the conversation meanwhile."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "replacing.whole": Requirement(
        "Messages are replaced together with the run that comes in their place: all of it happens, or nothing.",
        "branches",
    ),
    "replacing.refused": Requirement(
        "What is not the end of a thread, or is locked by a run, is not replaced, and the refusal makes no thread.",
        "branches",
    ),
    "replacing.locked-elsewhere": Requirement(
        "While another program's run holds a conversation, its messages are not edited, deleted, written again,"
        " retried, compared or summarized, with the API's reason where the API refuses; a fork of what is written"
        " leaves it alone.",
        "branches",
    ),
    "replacing.killed": Requirement(
        "Wherever a process is killed that forks, edits, regenerates or retries, each message is in the thread or in"
        " the sibling that keeps it, and never in both; a run that began goes on.",
        "branches",
    ),
    "replacing.killed-text": Requirement(
        "The new text of an edited message is in the thread, or in its draft, wherever the terminal is killed.",
        "branches",
    ),
}
