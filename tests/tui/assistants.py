"""Helpers of the tests of the screens for assistants."""

from app.api.objects import Assistant
from app.api.requests import CreateAssistant, Page
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from app.tui.keys.table import COMMANDS
from tests.tui.terminal import Terminal


def run_slash(t: Terminal, line: str) -> None:
    """Run a slash command as the message box does: its action, with the text behind its name."""
    name, _, text = line.removeprefix("/").partition(" ")
    (command,) = [one for one in COMMANDS if one.slash == name]
    assert command.takes_text
    getattr(t.chat, f"action_{command.action}")(*([text] if text else []))


async def create(settings: Settings, *requests: CreateAssistant) -> list[str]:
    """Store assistants and return their ids."""
    async with open_engine(settings, Script(), reclaims=False) as engine:
        return [(await engine.create_assistant(one)).id for one in requests]


async def find(t: Terminal, name: str) -> Assistant:
    """Return the stored assistant of this name."""
    listing = await t.assistants.list_assistants(Page(limit=100))
    (found,) = [one for one in listing.data if one.name == name]
    return found


async def open_editor(t: Terminal, name: str) -> None:
    """Open the list, and the editor of the assistant with this name."""
    await t.press("f4")
    await t.shows("Search")
    await t.type(name)
    await t.until(lambda: f"›  {name}" in t.text() or f"›● {name}" in t.text(), name)
    await t.press("ctrl+e")
    await t.shows("Edit assistant")


def row_of(t: Terminal, words: str) -> str:
    """Return the row of the screen with these words."""
    return next(row for row in t.text().splitlines() if words in row)
