"""How soon something is on screen while more arrives."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "pace.first-word": Requirement(
        "The first word of an answer does not wait for the words behind it, also when all of them have arrived.",
        "runs",
    ),
}
