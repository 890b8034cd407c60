"""The stream of a model server, read without losing what came (app/models/chat)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
