"""What is drawn in a message beside its text, and what that costs."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "rendering.colours-in-slices": Requirement(
        "A long code block gets its colours in slices, between which keys are handled; until then its text stands "
        "without them, and nothing moves when they come.",
        "speed",
    ),
}
