"""Replies as models write them: emphasis, fences, line ends."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
