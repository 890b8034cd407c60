"""The text of a dialog is a draft until it is sent or dropped."""

import pytest

from app.models.script import Script
from app.settings import Settings
from app.tui.local_state import LocalState
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal


def kept(settings: Settings) -> list[str]:
    """Return the texts of all drafts in the file."""
    local_state = LocalState(settings.data_dir / "drafts.json")
    local_state.load()
    return [one.text for one in local_state._saved.drafts.values()]  # pyright: ignore[reportPrivateUsage]  # the file


async def open_dialog(t: Terminal, title: str) -> None:
    """Open the dialog with this title."""
    if "Edit" in title:
        t.chat.action_edit()
    else:
        t.chat.action_system()
    await t.shows(title)


@requirement("dialogs.unsent-text")
@pytest.mark.parametrize("title", ["Edit your message", "Instructions of this conversation"])
async def test_a_text_that_was_not_sent_is_there_again(settings: Settings, title: str) -> None:
    (thread_id,) = await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        await open_dialog(t, title)
        await t.type("dropped")
        await t.until(lambda: "dropped" in "".join(kept(settings)), "the file")
        await t.press("escape", "escape")
        await t.shows_not(title)
        await t.until(lambda: not kept(settings), "the file without it")
        await open_dialog(t, title)
        await t.type(" kept")
        await t.until(lambda: " kept" in "".join(kept(settings)), "the file")
        killed_with = (settings.data_dir / "drafts.json").read_bytes()
        await t.press("escape", "escape")
        await t.shows_not(title)
    (settings.data_dir / "drafts.json").write_bytes(killed_with)
    async with terminal(settings, Script(["Green."])) as t:
        await t.shows("Red.")
        await open_dialog(t, title)
        await t.shows("kept")
        await t.press("escape")
        await t.shows("again to drop")
        await t.press("ctrl+s")
        await t.shows_not(title)
        await t.until(lambda: not kept(settings), "the file without it")
        assert t.box.text == ""
        if "Edit" in title:
            await t.shows("Apples? kept")
        else:
            assert (await t.assistants.get_thread(thread_id)).metadata["additional_instructions"] == "kept"
