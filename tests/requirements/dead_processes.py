"""What a killed or stopped process leaves, and child processes."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
