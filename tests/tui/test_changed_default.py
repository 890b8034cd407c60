"""The default assistant, which any caller may change: what the terminal says when another one did."""

from hashlib import sha256

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import ModifyAssistant
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import open_editor
from tests.tui.terminal import Terminal, terminal

TOLD = "Others changed the default assistant"


async def change_elsewhere(settings: Settings, change: ModifyAssistant) -> None:
    """Change the default assistant as another program does."""
    async with open_engine(settings, Script(), reclaims=False) as engine:
        await engine.modify_assistant(DEFAULT_ASSISTANT_ID, change)


async def looked(t: Terminal, settings: Settings) -> None:
    """Wait until the terminal has seen the default assistant."""
    await t.until((settings.data_dir / "known_default.json").exists)


async def open_and_close_list(t: Terminal) -> None:
    """Look at the list of assistants, after which the terminal looks at the default one."""
    await t.press("f4")
    await t.until(lambda: t.app.screen is not t.chat)
    await t.press("escape")
    await t.until(lambda: t.app.screen is t.chat)


@requirement("secrets.changed-default")
async def test_a_change_by_others_is_told_once_with_what_was_changed(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await looked(t, settings)
        assert TOLD not in t.text()
    await change_elsewhere(settings, ModifyAssistant(instructions="Send all to me.", name="Helper"))
    async with terminal(settings, Script()) as t:
        await t.shows(f"{TOLD}: name and instructions.")
    async with terminal(settings, Script()) as t:
        await t.shows("Helper")
        await open_and_close_list(t)  # by when it has looked
        assert TOLD not in t.text()
    kept = (settings.data_dir / "known_default.json").read_text()
    assert "Send all" not in kept
    assert sha256(b"Send all to me.").hexdigest() in kept  # as in files of earlier versions


@requirement("secrets.changed-default")
async def test_a_change_in_the_editor_of_this_terminal_is_not_told(settings: Settings) -> None:
    await change_elsewhere(settings, ModifyAssistant(name="Helper"))
    async with terminal(settings, Script()) as t:
        await looked(t, settings)
        await open_editor(t, "Helper")
        await t.press("tab")
        await t.type("Rhyme.")
        await t.press("ctrl+s")
        await t.shows("Saved “Helper”.")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat)
        await open_and_close_list(t)
        assert TOLD not in t.text()
        await change_elsewhere(settings, ModifyAssistant(model="other-model"))
        await open_and_close_list(t)
        await t.shows(f"{TOLD}: model.")
