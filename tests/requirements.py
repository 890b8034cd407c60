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


REQUIREMENTS: dict[str, Requirement] = {}


def requirement(*ids: str):
    """Mark a test as the proof of these promises."""
    unknown = [one for one in ids if one not in REQUIREMENTS]
    if unknown:
        raise LookupError(f"not in tests/requirements.py: {unknown}")
    return pytest.mark.requirement(*ids)
