"""An empty home for the end-to-end tests."""

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a user who has never started the program."""
    place = tmp_path / "home"
    place.mkdir()
    return place
