"""Light and dark follow the terminal, unless a theme is set."""

import pytest
from textual import events

from app.models.script import Script
from app.settings import Settings
from app.tui.terminal.reports import BackgroundReported
from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line
from tests.tui.terminal import terminal

DARK = {
    "kitty's report": b"\x1b[?997;1n",
    "background, ST": b"\x1b]11;rgb:1111/1111/1111\x1b\\",
    "background, BEL": b"\x1b]11;rgb:1e/1e/2e\x07",
    "background, alpha": b"\x1b]11;rgba:0000/2b2b/3636/ffff\x1b\\",
    "background, eight-bit controls": b"\x9d11;rgb:0/0/0\x9c",
}
LIGHT = {
    "kitty's report": b"\x1b[?997;2n",
    "background, ST": b"\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\",
    "background, BEL": b"\x1b]11;rgb:e/e/e\x07",
}
OTHERS = (
    b"\x1b]11;\x1b\\",
    b"\x1b]11;?\x1b\\",
    b"\x1b]11;rgb:zz/0/0\x07",
    b"\x1b]11;" + b"f" * 999 + b"\x07",
    b"\x1b]10;rgb:0/0/0\x07",
)


def reported(*pieces: bytes | float) -> list[bool]:
    """What the app is told of the background; fails if anything of it is a key or a paste."""
    found = Line().feed(*pieces, QUIET_S)
    assert not [one for one in found if isinstance(one, events.Key | events.Paste)]
    return [one.is_dark for one in found if isinstance(one, BackgroundReported)]


@requirement("look.light-and-dark")
@pytest.mark.parametrize(("replies", "is_dark"), [(DARK, True), (LIGHT, False)], ids=["dark", "light"])
def test_answers_of_terminals_are_read_however_they_are_cut(replies: dict[str, bytes], is_dark: bool) -> None:
    for name, reply in replies.items():
        assert reported(reply) == [is_dark], name
        for at in range(2, len(reply)):
            assert reported(reply[:at], 0.01, reply[at:]) == [is_dark], (name, at)


@requirement("look.light-and-dark")
@pytest.mark.parametrize("reply", OTHERS)
def test_other_strings_say_nothing(reply: bytes) -> None:
    assert reported(reply) == []


@requirement("look.light-and-dark", "tui.theme")
async def test_the_theme_follows_the_terminal_until_one_is_chosen(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        assert t.app.theme == "textual-dark"
        for is_dark, theme in ((False, "textual-light"), (True, "textual-dark"), (False, "textual-light")):
            t.app.post_message(BackgroundReported(is_dark))
            await t.until(lambda theme=theme: t.app.theme == theme, theme)
    async with terminal(settings, Script()) as t:
        assert t.app.theme == "textual-dark", "what followed the terminal is not saved"
        t.app.theme = "nord"
        await t.pilot.pause()
        t.app.post_message(BackgroundReported(is_dark=False))
        await t.pilot.pause()
        assert t.app.theme == "nord"
    async with terminal(settings, Script()) as t:
        await t.until(lambda: t.app.theme == "nord", "the saved theme")


@requirement("look.light-and-dark")
async def test_a_theme_of_the_settings_stays(settings: Settings) -> None:
    own = Settings(data_dir=settings.data_dir, config_dir=settings.config_dir, theme="gruvbox")
    async with terminal(own, Script()) as t:
        t.app.post_message(BackgroundReported(is_dark=False))
        await t.pilot.pause()
        assert t.app.theme == "gruvbox"
