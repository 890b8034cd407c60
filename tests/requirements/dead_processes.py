"""What a killed or stopped process leaves, and child processes."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "children.no-keys": Requirement(
        "A child process gets an environment of its own, without the user's keys and tokens.", "child processes"
    ),
}
