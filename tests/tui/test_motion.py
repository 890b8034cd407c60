"""What moves by itself: one timer for all of it, and nothing where ACCESSIBLE is set."""

import asyncio
import os
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from app.models.script import Gate, Reply, Script
from app.settings import Flags, Settings, read_settings
from app.tui.widgets.frames.motion import Motion
from app.tui.widgets.frames.spinner import FRAMES
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


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
        assert any(sign in t.text() for sign in FRAMES) != accessible


def timers() -> int:
    """The number of timers of the loop that wait to draw what moves."""
    loop = asyncio.get_running_loop()
    waiting: list[asyncio.TimerHandle] = getattr(loop, "_scheduled")  # noqa: B009 -- asyncio has no public list
    return sum("Motion" in repr(timer) for timer in waiting if not timer.cancelled())


def spinners(t: Terminal) -> set[str]:
    """The frames of all spinners on the screen."""
    return set(t.text()) & set(FRAMES)


@requirement("frames.one-timer")
async def test_one_timer_moves_the_run_and_its_sign_in_the_list_and_none_is_left(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply("Once ", gate, "upon a time.")])) as t:
        assert timers() == 0
        await t.send("A story")
        await t.until(lambda: sum(t.text().count(frame) for frame in FRAMES) == 2, "both spinners")
        assert timers() == 1
        seen = spinners(t)
        await t.until(lambda: not spinners(t) & seen, "the next frames")
        assert timers() == 1
        gate.open()
        await t.shows("completed")
        await t.until(lambda: not spinners(t), "the end of the spinners")
        assert timers() == 0


class Moving(Static):
    """Counts how often it is drawn."""

    drawn = 0

    def draw(self) -> None:
        self.drawn += 1


class MovingApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Moving()
        yield Moving()


@requirement("frames.one-timer")
async def test_all_that_moves_is_drawn_with_streamed_text():
    app = MovingApp()
    async with app.run_test() as pilot:
        motion = Motion()
        widgets = list(app.query(Moving))
        for widget in widgets:
            motion.start(widget, widget.draw)
        motion.draw_with_text(widgets[0])
        assert timers() == 1
        motion.stop(widgets[0].draw)
        assert timers() == 1
        motion.stop(widgets[1].draw)
        assert timers() == 0
        await pilot.pause()
        assert [widget.drawn for widget in widgets] == [0, 1]  # the first draws itself with the text
