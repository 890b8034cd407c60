"""“Copied” is said only when it is true."""

import pytest

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.messages.tools import Tools
from tests.tui.terminal import Terminal, stored, terminal

UNKNOWN = "The terminal was told to copy the message, but may not do it."


async def copy(t: Terminal) -> None:
    """Copy the last message, and wait for what is said of it."""
    await t.shows("Red 日本.")
    t.history.focus()
    await t.press("y")
    assert t.app.clipboard == "Red 日本."


@requirement("messages.copied-only-when-true")
@pytest.mark.parametrize(
    ("variables", "tool"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wl-copy"),
        ({"DISPLAY": ":0"}, "xclip"),
        ({"DISPLAY": "localhost:10.0", "SSH_TTY": "/dev/pts/0"}, "xclip"),
    ],
)
async def test_a_tool_that_took_the_text_is_believed(
    settings: Settings, tools: Tools, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], tool: str
) -> None:
    await stored(settings, ["Apples?", "Red 日本."])
    tools.add(tool)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with terminal(settings, Script()) as t:
        await copy(t)
        await t.shows("Copied the message")
        assert tools.taken(tool) == "Red 日本."


@requirement("messages.copied-only-when-true")
@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"DISPLAY": ":0"},
        {"WAYLAND_DISPLAY": "wayland-0", "SSH_CONNECTION": "1"},
        {"STY": "1", "TERM": "xterm-kitty"},
    ],
)
async def test_without_a_tool_that_took_it_nothing_is_claimed(
    settings: Settings, tools: Tools, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    await stored(settings, ["Apples?", "Red 日本."])
    tools.add("xclip", code=1)
    tools.add("xsel", first="kill $$")
    tools.add("wl-copy")  # it is not asked over ssh: it would copy on the wrong screen
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with terminal(settings, Script()) as t:
        await copy(t)
        await t.shows(UNKNOWN)
        assert "Copied" not in t.text()
        assert tools.taken("wl-copy") == ""


@requirement("messages.copied-only-when-true")
async def test_in_tmux_its_buffer_has_the_text(
    settings: Settings, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stored(settings, ["Apples?", "Red 日本."])
    tools.add("tmux", first='[ "$2" = -w ] && exit 1')  # as before tmux 3.2, which has no -w
    monkeypatch.setenv("TMUX", "/tmp/tmux,1,0")
    async with terminal(settings, Script()) as t:
        await copy(t)
        await t.shows("Copied the message to the buffer of tmux")
        assert tools.taken("tmux") == "Red 日本."


@requirement("messages.copied-only-when-true")
@pytest.mark.parametrize("term", ["xterm-kitty", "foot"])
async def test_a_terminal_known_to_copy_is_believed_up_to_its_limit(
    settings: Settings, tools: Tools, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    await stored(settings, ["Apples?", "Red 日本."], ["Long?", "word " * 20_000])
    monkeypatch.setenv("TERM", term)
    async with terminal(settings, Script()) as t:
        await t.shows("word word")
        t.history.focus()
        await t.press("y")
        await t.shows(UNKNOWN)
        await t.press("ctrl+down")
        await copy(t)
        await t.shows("Copied the message")
        assert tools.folder.is_dir()
