"""What terminals send: keys, pastes, replies, signals."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "input.format-characters": Requirement(
        "Joiners, direction marks, special spaces and new emoji are typed, kept and sent as they are; what would "
        "reorder the screen is not drawn.",
        "the terminal",
    ),
}
