"""ACCESSIBLE: nothing on the screen moves by itself."""

import os
from pathlib import Path

import pytest

from app.models.script import Gate, Reply, Script
from app.settings import Flags, Settings, read_settings
from app.tui.history.document.notes.run_line import SPINNER
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("history.run-line")
@pytest.mark.parametrize("accessible", [False, True])
async def test_the_spinner_moves_unless_accessible_is_set(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accessible: bool
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("ACCESSIBLE", "1" if accessible else "")
    read = read_settings(Flags(), os.environ, None)
    own = Settings(data_dir=settings.data_dir, config_dir=settings.config_dir, accessible=read.accessible)
    async with terminal(own, Script([Reply("Once ", Gate())])) as t:
        await t.send("A story")
        await t.shows("in_progress")
        line = t.history.document.notes.run_line
        assert line.moves != accessible
        assert any(sign in t.text() for sign in SPINNER) != accessible
