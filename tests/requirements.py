"""Every promise of the product: an id, the sentence and where it comes from. Tests name the promise they prove.

`test_requirements.py` checks both ways: no promise without a test, no test of a promise that is not here.
"""

from typing import NamedTuple, TypeVar

import pytest

Test = TypeVar("Test")


class Requirement(NamedTuple):
    """A promised behaviour. `source`: the page that asks for it."""

    sentence: str
    source: str


REQUIREMENTS: dict[str, Requirement] = {
    # house
    "house.promises-are-tested": Requirement(
        "Every promise of this table has a test, and every test proves a promise of it.", "design.md 11"
    ),
    # settings
    "settings.order": Requirement(
        "A flag wins over the environment, that over .env, that over config.toml, that over the default.",
        "design.md 8",
    ),
    "settings.dotenv-gets-only-its-own-key": Requirement(
        "The base URL of a .env gets only the key of that .env, and is kept apart until the user agrees.",
        "design.md 5",
    ),
    "settings.dotenv-is-only-data": Requirement(
        "The .env of this folder sets key, base URL, model and api and nothing else; nothing is replaced in it.",
        "design.md 5",
    ),
    "settings.broken-file-is-named": Requirement(
        "A broken config.toml or .env is named with line and key; nothing is overwritten, no secret is shown.",
        "issue 2, bad input",
    ),
    "settings.no-secret-in-a-log": Requirement("Settings in a log or a traceback show no secret.", "design.md 5"),
}


def requirement(*ids: str):
    """Mark a test as the proof of these promises."""
    unknown = [one for one in ids if one not in REQUIREMENTS]
    if unknown:
        raise LookupError(f"not in tests/requirements.py: {unknown}")
    return pytest.mark.requirement(*ids)
