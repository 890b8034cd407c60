"""Clicks and keys in each pane, and several windows on one data folder."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
