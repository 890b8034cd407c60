"""An empty conversation: who answers, what to try, which keys to know."""

import pytest

from app.models.script import Script
from app.settings import Settings
from app.tui.history.document.notes.welcome import TRIES
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal

KEYS = ("Enter", "Send", "Ctrl+L", "Choose a model", "F1", "Show the keys")


@requirement("tui.welcome")
async def test_a_first_start_shows_who_answers_and_goes_with_the_first_letter(settings: Settings) -> None:
    async with terminal(settings, Script(["Yes."], models=["qwen3:8b"])) as t:
        await t.shows("Assistant answers")
        await t.shows("qwen3:8b · ")
        assert all(words in t.text() for words in (*TRIES, *KEYS))
        await t.type("a")
        await t.shows_not("Assistant answers")
        assert not any(words in t.text() for words in TRIES)
        await t.press("enter")
        await t.shows("Yes.")
        assert "Three things" not in t.text()
        await t.press("ctrl+n")
        await t.shows("Three things to try")
        await t.controller.open(next(row.id for row in t.threads.rows))
        await t.shows("Yes.")
        assert "Three things" not in t.text()


@requirement("tui.welcome", "tui.drafts")
async def test_a_draft_of_a_new_conversation_has_no_welcome(settings: Settings) -> None:
    (other,) = await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+n")
        await t.shows("Three things to try")
        await t.type("half")
        await t.shows_not("Three things to try")
        await t.controller.open(other)
        await t.shows("Red.")
        await t.press("ctrl+n")
        await t.until(lambda: t.box.text == "half", "the draft")
        await t.shows_not("Red.")
        assert "Three things" not in t.text()


@requirement("tui.welcome")
@pytest.mark.parametrize("size", [(40, 10), (40, 24), (80, 24), (200, 60)])
async def test_it_fits_every_window(settings: Settings, size: tuple[int, int]) -> None:
    async with terminal(settings, Script(models=["qwen3:8b"]), size=size) as t:
        await t.shows("Assistant answers")
        await t.shows("F1")
        assert t.history.viewport.y == 0
        assert t.history.document.heights.total <= t.history.viewport.height
        await t.pilot.resize_terminal(120, 36)
        await t.shows(TRIES[-1])
        await t.pilot.resize_terminal(40, 10)
        await t.shows("Enter Send")
        assert t.history.document.heights.total <= t.history.viewport.height
