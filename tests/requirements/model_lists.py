"""Model lists, base URLs and local servers as they really are (app/models/endpoints)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {}
