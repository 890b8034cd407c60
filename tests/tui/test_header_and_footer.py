"""The first row, with the title and the model, and the last one, with three keys for where the user is."""

import re

import pytest

from app.api.endpoints import Endpoint
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

OLLAMA = Endpoint(name="Ollama", base_url="http://x", kind="local")


def footer(t: Terminal) -> str:
    """Return the keys of the last row, without the meter of the context."""
    return t.text().split("\n")[-1][32:].strip().partition("  ")[0]


@requirement("look.header")
async def test_the_first_row_has_name_title_and_model(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script(endpoint=OLLAMA, models=["qwen3:8b"])) as t:
        await t.shows("qwen3:8b")
        await t.shows_title("Apples?")
        row = t.title()
        assert row.startswith(" assistant-chat ")
        assert row.rstrip().endswith(" Ollama · qwen3:8b")
        assert abs(row.index("Apples?") + len("Apples?") / 2 - 55) <= 1, "in the middle"
        assert t.text().count("qwen3:8b") == 1
        await t.press("ctrl+n")
        await t.shows_title("New conversation")


@requirement("look.header")
@pytest.mark.parametrize("columns", [40, 60, 80, 200])
async def test_title_and_model_share_a_narrow_row(settings: Settings, columns: int) -> None:
    await stored(settings, ["A question too long for the row " * 9])
    async with terminal(settings, Script(endpoint=OLLAMA, models=["qwen3:8b"]), size=(columns, 24)) as t:
        await t.shows("qwen3:8b")
        await t.shows_title("A question")
        assert re.search("… +Ollama · qwen3:8b $", t.title() + " ")
        assert ("assistant-chat" in t.title()) == (columns >= 80)


@requirement("look.header-model")
async def test_a_narrow_row_cuts_the_endpoint_before_the_model(settings: Settings) -> None:
    own = Endpoint(name="127.0.0.1:18432", base_url="http://x", kind="local")
    await stored(settings, ["A question too long for the row " * 9])
    async with terminal(settings, Script(endpoint=own, models=["qwen3:8b"]), size=(40, 24)) as t:
        await t.shows_title("A question")
        await t.until(lambda: re.search("… +127\\.0\\.… · qwen3:8b $", t.title() + " "), "the model")
        await t.pilot.resize_terminal(46, 24)
        await t.shows("127.0.0.1… · qwen3:8b")
        await t.pilot.resize_terminal(110, 24)
        await t.shows("127.0.0.1:18432 · qwen3:8b")


@requirement("look.footer")
async def test_the_keys_of_the_footer_follow_focus_reply_and_search(settings: Settings) -> None:
    gate = Gate()
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script([Reply("Half", gate, " whole.")])) as t:
        await t.shows("Red.")
        assert footer(t) == "Enter Send · Ctrl+J New line · Ctrl+P Commands"
        await t.send("More?")
        replying = "Ctrl+J New line · Ctrl+P Commands · Ctrl+N New conversation"
        await t.until(lambda: footer(t) == replying, "the keys while replying")
        assert t.text().count("Esc") == 1, "how to cancel is said once"
        gate.open()
        await t.until(lambda: footer(t).startswith("Enter Send"), "the keys of the box")
        await t.press("shift+tab")
        await t.until(lambda: footer(t) == "↑ Choose a message · y Copy · Esc Message box", "the keys of the history")
        await t.press("shift+tab")
        await t.until(lambda: footer(t) == "Enter Open · r Rename · d Delete", "the keys of the list")
        await t.press("slash")
        await t.until(lambda: footer(t) == "Enter Open · Tab Choose a hit · Esc Cancel", "the keys of the search")
        await t.type("red")
        await t.press("tab")
        await t.until(lambda: footer(t) == "Enter Open · / Search · Esc Cancel", "the keys of the hits")


@requirement("look.footer")
async def test_the_footer_shows_the_users_keys(settings: Settings) -> None:
    own = Settings(
        data_dir=settings.data_dir,
        config_dir=settings.config_dir,
        keymap={"input.newline": "ctrl+o", "app.palette": "f4"},
    )
    async with terminal(own, Script()) as t:
        await t.shows("Enter Send · Ctrl+O New line · F4 Commands")


@requirement("look.footer")
async def test_a_low_window_keeps_its_rows_for_the_messages(settings: Settings) -> None:
    async with terminal(settings, Script(["Here."]), size=(40, 10)) as t:
        await t.send("Hello")
        await t.shows("Here.")
        assert "Enter Send" not in t.text()
        assert t.history.content_region.height == 5
