"""Reasoning, and what is known of a run besides the API's objects."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
