"""The styles of the dialogs: parsed when no key waits for them."""

from app.models.script import Script
from app.settings import Settings
from app.tui.app import STYLES
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


def are_parsed(t: Terminal) -> bool:
    """Whether the app has the rules of what opens above the chat."""
    sheet = t.app.stylesheet
    # Nothing public says that a source is not parsed yet.
    return sheet.has_source(str(STYLES), "above the chat") and not sheet._require_parse  # pyright: ignore[reportPrivateUsage]


@requirement("dialogs.styles-before-the-key")
async def test_a_dialog_parses_no_styles_of_ours_once_a_key_was_typed(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.shows("script · ")
        assert not are_parsed(t)
        await t.type("x")
        await t.until(lambda: are_parsed(t), "the styles of the dialogs")
        await t.press("ctrl+l")
        await t.shows("Choose a model")
