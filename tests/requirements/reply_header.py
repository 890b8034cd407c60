"""The header of a reply, and what stands below it."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "reply-header.model-while-streaming": Requirement(
        "A reply names its model from its first word on: the one that answers. Until that is known it is the one that "
        "was asked for, or that the first row names.",
        "the terminal",
    ),
    "reply-header.above-reasoning": Requirement(
        "The name of the assistant and the model stand above the line of the reasoning, from its first second on, and "
        "not again above the text; the buttons of the reply are there.",
        "the terminal",
    ),
}
