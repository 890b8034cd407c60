"""The theme of config.toml, which its use does not turn into a choice of the user."""

from msgspec.structs import replace

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("look.set-theme")
async def test_another_theme_in_the_settings_is_used_at_the_next_start_until_one_is_chosen(settings: Settings) -> None:
    for set_theme in ("dracula", "nord"):
        async with terminal(replace(settings, theme=set_theme), Script()) as t:
            assert t.app.theme == set_theme
    async with terminal(replace(settings, theme="nord"), Script()) as t:
        t.app.try_themes()
        t.app.keep_theme("gruvbox")
    async with terminal(replace(settings, theme="nord"), Script()) as t:
        assert t.app.theme == "gruvbox"
