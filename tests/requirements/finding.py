"""Finding: hits of a search, jumps to a message and back, and the ends of long lists."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "find.hits": Requirement(
        "A search names the message of each hit; a search of one thread names all its messages with the words, in any "
        "script, newest first, here and over HTTP.",
        "additions to the Assistants API",
    ),
    "find.in-conversation": Requirement(
        "Ctrl+F finds words in the open conversation as they are typed, in messages that are not loaded too; the hits "
        "are counted and marked; Enter, arrows and n, N walk through them.",
        "the terminal",
    ),
    "find.hit": Requirement(
        "Enter on a hit of the search shows the very message, also one far from the end; n, N lead to the others, and "
        "Alt+Left back to where the user was.",
        "the terminal",
    ),
    "find.ends": Requirement(
        "The first and the newest message are one key away in any conversation, and the pages between are read on the "
        "way; what arrives meanwhile is whole at the end.",
        "the terminal",
    ),
}
