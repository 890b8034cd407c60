"""What terminals send: keys, pastes, replies, signals."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
