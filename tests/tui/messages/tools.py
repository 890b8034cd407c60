"""Programs that tests put in front of those of this machine: each writes what it is given into a file."""

from pathlib import Path

import pytest

TOOL = """#!/bin/sh
{first}
cat > "{taken}"
exit {code}
"""


class Tools:
    """A folder of programs, the only one that the app finds any in, and what they were given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(self, name: str, *, code: int = 0, first: str = "") -> None:
        """Add a program that ends with this exit code. `first`: what it does before it reads."""
        path = self.folder / name
        path.write_text(TOOL.format(first=first, taken=self.folder / f"{name}.taken", code=code))
        path.chmod(0o755)

    def taken(self, name: str) -> str:
        """What a program was given."""
        path = self.folder / f"{name}.taken"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    """A folder of programs, in front of PATH; the terminal is one of which nothing is known."""
    made = Tools(tmp_path / "tools")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    monkeypatch.delenv("TERM_PROGRAM")
    monkeypatch.setenv("TERM", "xterm-256color")
    return made
