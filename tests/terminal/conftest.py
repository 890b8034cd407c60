"""What the end-to-end tests stand on: an empty home."""

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a person who has never started the program."""
    place = tmp_path / "home"
    place.mkdir()
    return place
