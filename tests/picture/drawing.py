"""Draws a scene: starts the program on the scripted model, has the scene played, and takes the screen."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from textual.widgets import TextArea

from app.models.script import Script
from app.settings import Settings
from tests.picture.texts import EARLIER
from tests.svg import DARK, LIGHT, screen_svg
from tests.tui.terminal import Terminal, stored, terminal

FOLDER = Path(__file__).parents[2] / ".github"
TITLE = "assistant-chat"
LIGHT_THEME = "textual-light"


class Scene(NamedTuple):
    """One picture. `size`: columns and rows; `shows`: words without which it explains nothing."""

    name: str
    size: tuple[int, int]
    script: Callable[[], Script]
    play: Callable[[Terminal], Awaitable[None]]
    shows: tuple[str, ...]
    is_light: bool = False
    is_first: bool = False
    """Whether there are no conversations yet."""


def file_of(scene: Scene) -> Path:
    """Return the file of a picture in the repository."""
    return FOLDER / f"{scene.name}.svg"


async def draw(scene: Scene) -> str:
    """Play a scene and return the screen as an SVG."""
    with tempfile.TemporaryDirectory() as folder:
        theme = LIGHT_THEME if scene.is_light else None
        settings = Settings(data_dir=Path(folder) / "data", config_dir=Path(folder), theme=theme)
        if not scene.is_first:
            await stored(settings, *EARLIER)
        async with terminal(settings, scene.script(), size=scene.size) as t:
            await scene.play(t)
            for area in t.app.screen.query(TextArea):
                area.cursor_blink = False  # else the picture has the cursor or not, by chance
            await t.pilot.pause()
            return screen_svg(t.strips(), TITLE, LIGHT if scene.is_light else DARK)
