"""The list of conversations: its ends, and what the user has pinned, archived and tagged."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "list.ends": Requirement(
        "Home and End lead to the first and the last of 100,000 conversations, and the pages from there on are read on "
        "the way, in both directions, without those between.",
        "the terminal",
    ),
}
