"""What is learnt of a model server, and the command `models`."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
