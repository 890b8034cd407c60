"""Branches: forks of a thread, and the messages that stand in each other's place."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "branches.fork": Requirement(
        "A fork has the messages up to the chosen one with their text, times, attachments, metadata and the runs that"
        " wrote them, says in its metadata where it left, and changes nothing in the thread that it comes from.",
        "branches",
    ),
    "branches.fork-refused": Requirement(
        "A fork at a message that is not there, or that a run still writes, is refused in the words of the API, and"
        " makes no thread.",
        "branches",
    ),
    "branches.siblings": Requirement(
        "Messages that different threads have at the same place are siblings, also across forks of forks; a copy of a"
        " message is none.",
        "branches",
    ),
    "branches.hidden": Requirement(
        "A thread that only keeps what was replaced is neither listed nor found until it goes on, and is deleted with"
        " the thread in which it was replaced.",
        "branches",
    ),
    "branches.fork-anywhere": Requirement(
        "f on a message opens a conversation with the messages up to it; the draft stays where it was written.",
        "branches",
    ),
    "branches.edit": Requirement(
        "The last message of the user is edited in place, an earlier one in a fork; what is replaced is kept, and the"
        " draft in the box stays.",
        "branches",
    ),
    "branches.regenerate": Requirement(
        "Any reply can be written again: the last one in place, an earlier one in a fork.", "branches"
    ),
    "branches.locked": Requirement(
        "While a run is active nothing of its thread is replaced, and the refusal is the API's.", "branches"
    ),
    "branches.walk": Requirement(
        "A message says which of how many versions it is, and [ ] or the arrows open the conversation that has the"
        " version before or after it.",
        "branches",
    ),
    "branches.no-hold-up": Requirement(
        "A fork of a long thread holds no other write up for long: it is copied in slices, with rests.", "branches"
    ),
    "branches.walk-elsewhere": Requirement(
        "The versions are those that there are when the key is pressed, also on a server and after a restart: one that"
        " was deleted elsewhere is passed over.",
        "branches",
    ),
    "branches.search": Requirement(
        "A text that forks share is found once; once the thread in which it was written is deleted, in a fork.",
        "branches",
    ),
}
