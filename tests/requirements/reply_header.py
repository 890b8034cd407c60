"""The header of a reply, and what stands below it."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "reply-header.model-while-streaming": Requirement(
        "A reply names its model from its first word on: the one that answers. Until that is known it is the one that "
        "was asked for, or that the first row names.",
        "the terminal",
    ),
}
