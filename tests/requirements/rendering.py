"""What is drawn in a message beside its text, and what that costs."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "rendering.colours-in-slices": Requirement(
        "A long code block gets its colours in slices, between which keys are handled; until then its text stands "
        "without them, and nothing moves when they come.",
        "speed",
    ),
    "rendering.sections": Requirement(
        "`<details>` is its summary alone, and opens and closes by a click or a key; while a reply is written, and "
        "where the end is missing, all of it is seen; a hit of the search opens it.",
        "the terminal",
    ),
}
