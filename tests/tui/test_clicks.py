"""Clicks at cells of the screen: the left button acts on what is under the mouse, other buttons do nothing."""

from collections.abc import Coroutine

import pytest

from app.api.endpoints import Endpoint, Origin
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.history.stage import replied, stage
from tests.tui.terminal import Terminal, stored, terminal

LEFT, MIDDLE, RIGHT = 1, 2, 3
SETTLING_S = 0.05
"""After a click, since some shall open nothing: there is no event to wait for."""
OLLAMA = Endpoint(name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local", origin=Origin.FOUND)


class Clicking:
    """Clicks in the thread list; `opened` is what was opened by them."""

    def __init__(self, t: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.t = t
        self.opened: list[str | None] = []
        controller = t.controller
        opens, opens_at = controller.open, controller.open_at

        def recorded(thread_id: str | None) -> Coroutine[None, None, None]:
            self.opened.append(thread_id)
            return opens(thread_id)

        def recorded_at(thread_id: str, message_id: str | None) -> Coroutine[None, None, bool]:
            self.opened.append(thread_id)
            return opens_at(thread_id, message_id)

        monkeypatch.setattr(controller, "open", recorded)
        monkeypatch.setattr(controller, "open_at", recorded_at)

    def row(self, text: str) -> int:
        """Return the row of the screen on which the list shows a text."""
        return self.shown(text)[0]

    def shown(self, text: str) -> list[int]:
        """Return all rows of the screen on which the list shows a text."""
        pane = self.t.threads.region
        return [y for y in range(pane.y, pane.bottom) if text in self.t.text().splitlines()[y][: pane.right]]

    async def at(self, y: int, button: int = LEFT, x: int = 5) -> list[str | None]:
        """Click in this row of the screen; what that opened."""
        self.opened.clear()
        await self.t.pilot.click(offset=(x, y), button=button)
        await self.t.pilot.pause(SETTLING_S)
        return [*self.opened]

    async def on(self, text: str, button: int = LEFT) -> list[str | None]:
        """Click on a text in the list."""
        await self.t.until(lambda: self.shown(text), text)
        return await self.at(self.row(text), button)


@requirement("tui.click-opens-what-is-clicked", "tui.left-button-acts")
async def test_a_click_opens_the_thread_under_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    apples, pears, plums = await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."], ["Plums?", "Blue."])
    async with terminal(settings, Script()) as t:
        clicks = Clicking(t, monkeypatch)
        assert await clicks.on("Apples?", RIGHT) == []
        assert await clicks.on("Apples?", MIDDLE) == []
        assert await clicks.on("Apples?") == [apples]
        await t.shows_title("Apples?")
        assert await clicks.on("Plums?") == [plums]
        assert await clicks.on("Pears?") == [pears]
        assert await clicks.at(t.threads.region.y) == []
        assert await clicks.at(clicks.row("Apples?") + 1) == []
        assert await clicks.at(t.threads.region.bottom - 1) == []


@requirement("tui.click-opens-what-is-clicked", "tui.left-button-acts")
async def test_a_click_on_either_line_of_a_hit_opens_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = await stored(settings, *[[f"Topic {at:02}", f"Crimson {at:02}."] for at in range(30)])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+s")
        await t.type("crimson")
        await t.shows("   Crimson 29.")
        clicks = Clicking(t, monkeypatch)
        for at in (29, 28, 25):
            assert await clicks.on(f" Topic {at}") == [ids[at]]
            assert await clicks.on(f"   Crimson {at}.") == [ids[at]]
            assert await clicks.on(f"   Crimson {at}.", RIGHT) == []
        assert await clicks.at(t.threads.region.y) == []
        t.threads.scroll_to(y=21, animate=False, force=True)  # the second line of a hit is at the top
        await t.shows("   Crimson 19.")
        assert clicks.row("Crimson 19.") == t.threads.content_region.y
        for at in (19, 18, 10):
            assert await clicks.on(f"   Crimson {at}.") == [ids[at]]
            t.threads.scroll_to(y=21, animate=False, force=True)
            await t.until(lambda: clicks.shown("Crimson 19.") == [t.threads.content_region.y], "the same place again")


@requirement("tui.click-opens-what-is-clicked")
async def test_a_click_in_a_scrolled_list_opens_the_thread_under_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await stored(settings, *[[f"Topic {at:02}"] for at in range(60)])
    async with terminal(settings, Script()) as t:
        clicks = Clicking(t, monkeypatch)
        t.threads.scroll_to(y=17, animate=False, force=True)
        await t.shows_not(" Topic 50")
        for at in (42, 40, 30):
            assert await clicks.on(f" Topic {at}") == [ids[at]]
            t.threads.scroll_to(y=17, animate=False, force=True)
            await t.pilot.pause()
        bar = t.threads.scrollable_content_region.right
        assert await clicks.at(clicks.row(" Topic 30"), x=bar) == []


@requirement("tui.click-opens-what-is-clicked", "tui.left-button-acts", "tui.first-run")
@pytest.mark.parametrize("height", [34, 12], ids=["whole", "scrolled"])
async def test_a_click_chooses_the_line_under_it(settings: Settings, height: int) -> None:
    script = Script(endpoint=None, found=[OLLAMA])
    async with terminal(settings, script, size=(110, height)) as t:
        await t.shows("Use Ollama")

        async def click(text: str, below: int = 0, button: int = LEFT) -> None:
            y = next(y for y, line in enumerate(t.text().splitlines()) if text in line)
            await t.pilot.click(offset=(30, y + below), button=button)
            await t.pilot.pause()

        if height < 34:
            t.app.screen.query_one("#first-run").scroll_to(y=2, animate=False, force=True)
            await t.pilot.pause()
        for button in (RIGHT, MIDDLE):
            await click("Another server", button=button)
            await click("Use Ollama", button=button)
        await click("Use Ollama", below=-1)
        await click("Another server", below=1)
        assert script.endpoint is None
        assert "Enter to save" not in t.text()
        await click("Another server")
        await t.until(lambda: t.app.screen.query("LineInput"), "the key line")
        await t.press("escape")
        await click("found on this machine")
        await t.until(lambda: script.endpoint == OLLAMA, "the choice")


@requirement("tui.left-button-acts", "tui.follows-at-bottom")
async def test_only_a_left_click_on_the_status_line_goes_to_the_end(settings: Settings) -> None:
    async with terminal(settings, Script(["".join(f"Line {at}.\n\n" for at in range(60))])) as t:
        await t.send("Go")
        await t.shows("Line 59.")
        await t.shows("completed")
        await t.press("ctrl+home")
        await t.shows("↓ Ctrl+End")
        y = t.chat.panes.status.region.y
        for button in (RIGHT, MIDDLE):
            await t.pilot.click(offset=(50, y), button=button)
            await t.pilot.pause()
            assert not t.history.following
        await t.pilot.click(offset=(50, y))
        await t.shows("Line 59.")


@requirement("tui.left-button-acts", "history.code")
async def test_only_a_left_click_in_the_history_copies_or_selects() -> None:
    async with stage() as s:
        await s.show([replied("Some words.\n\n```\nfirst = 1\n```")])
        top = 1  # the border
        header = top + next(y for y, row in enumerate(s.rows()) if "  copy" in row)
        words = top + s.rows().index("Some words.")
        for button in (RIGHT, MIDDLE):
            await s.pilot.click(s.history, offset=(4, header), button=button)
            await s.pilot.click(s.history, offset=(4, words), button=button, times=2)
            await s.settled()
            assert s.app.clipboard == ""
            assert s.app.screen.get_selected_text() is None
        await s.pilot.click(s.history, offset=(4, header - 1))
        await s.pilot.click(s.history, offset=(4, header + 1))
        assert s.app.clipboard == ""
        await s.pilot.click(s.history, offset=(4, header))
        assert s.app.clipboard == "first = 1"
