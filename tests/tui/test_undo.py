"""An undone deletion is not carried out later."""

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


@requirement("tui.undo")
async def test_a_thread_whose_deletion_was_undone_is_still_there_after_the_quit(settings: Settings) -> None:
    _, thread_id = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        await t.press("shift+tab", "shift+tab", "d")
        await t.shows_not("Pears?")
        await t.press("u")
        await t.shows("Green.")
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code is not None, "the end")
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        assert (await t.assistants.get_thread(thread_id)).id == thread_id
