"""Finding: hits of a search, jumps to a message and back, and the ends of long lists."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "find.hits": Requirement(
        "A search names the message of each hit; a search of one thread names all its messages with the words, in any "
        "script, newest first, here and over HTTP.",
        "additions to the Assistants API",
    ),
}
