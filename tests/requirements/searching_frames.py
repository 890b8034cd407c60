"""What a jump to a hit and a move of the focus paint."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "search.one-frame": Requirement(
        "A hit of a search and the line of words above it are shown in one frame: nothing of the way there is painted.",
        "the terminal",
    ),
    "search.reads-at-once": Requirement(
        "Which messages of a conversation have the words is read while the conversation of a hit is read, and once.",
        "the terminal",
    ),
    "focus.paints-two": Requirement(
        "A move of the focus paints what had it and what has it, not the whole screen.",
        "the terminal",
    ),
}
