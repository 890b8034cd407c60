"""A search goes on from one conversation to the next."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "search.next-conversation": Requirement(
        "Behind the last hit of a conversation that a search has found, n opens the next conversation of the search at "
        "its newest hit, and N the one before at its oldest; the line says which of how many it is.",
        "the terminal",
    ),
}
