"""Names of our widgets and dialogs: Textual's stylesheet speaks of its own by the name of their class."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
import textual
from textual.dom import DOMNode

import app.tui
from app.models.script import Script
from app.settings import Settings
from app.tui.screens.commands.palette import CommandsDialog
from tests.requirements import requirement
from tests.tui.terminal import terminal


def named_by_textual() -> set[str]:
    """All classes of the installed Textual but those of its demonstration, which nobody imports."""
    folder = Path(textual.__file__).parent
    sources = [path.read_text("utf-8") for path in folder.rglob("*.py") if "demo" not in path.parts]
    return {name for source in sources for name in re.findall(r"^class (\w+)", source, re.MULTILINE)}


def ours() -> set[str]:
    """All of our classes that styles apply to."""
    for module in walk_packages(app.tui.__path__, "app.tui."):
        import_module(module.name)
    found, waiting = set[str](), [DOMNode]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found |= {one.__name__ for one in below if one.__module__.startswith("app.")}
    return found


@requirement("tui.own-type-names")
def test_no_widget_has_the_name_of_one_of_textual() -> None:
    assert len(ours()) > 30
    assert not ours() & named_by_textual()


@requirement("tui.own-type-names", "walk.alive")
@pytest.mark.parametrize("key", ["ctrl+p", "f1"])
async def test_a_dialog_is_seen_and_closes_after_the_themes_were_shown(settings: Settings, key: str) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("/theme")
        await t.press("enter")
        await t.until(lambda: t.app.screen is not t.chat, "the themes")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the chat")
        await t.press(key)
        await t.shows("Commands" if key == "ctrl+p" else "Keys")
        assert isinstance(t.app.screen, CommandsDialog) == (key == "ctrl+p")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the chat again")
