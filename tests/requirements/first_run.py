"""The first screen, and the choice of an endpoint."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
