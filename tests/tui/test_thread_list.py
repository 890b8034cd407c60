"""The thread list by days, with a sign for what happens in each conversation, its search field and its count."""

import time
from collections.abc import Sequence

import pytest
from textual.app import App

from app.api.objects import RunStatus
from app.api.requests import ThreadRow
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.app import STYLES
from app.tui.widgets.frames.spinner import FRAMES
from app.tui.widgets.thread_list import ThreadList
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

DAY_S = 86_400
NOON = time.mktime((2026, 11, 25, 12, 0, 0, 0, 0, -1))
"""A Wednesday."""


def row(title: str, seconds_ago: float, status: RunStatus | None = None, match: str | None = None) -> ThreadRow:
    return ThreadRow(
        id=f"thread_{title}",
        created_at=0,
        title=title,
        last_active_at=int(NOON - seconds_ago),
        run_status=status,
        match=match,
    )


class Listed(App[None]):
    """The list alone, at noon."""

    CSS_PATH = STYLES

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadList()

    async def on_mount(self) -> None:
        await self.mount(self.threads)

    def lines(self) -> list[str]:
        area = self.threads.scrollable_content_region
        return [self.threads.render_line(y).text.rstrip() for y in range(area.height)]


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: NOON)


async def lines_of(rows: Sequence[ThreadRow]) -> list[str]:
    app = Listed()
    async with app.run_test(size=(30, 16)) as pilot:
        app.threads.show(rows, more=False)
        await pilot.pause()
        return app.lines()


@requirement("look.days")
async def test_rows_stand_under_their_days_with_their_ages(at_noon: None) -> None:
    rows = [
        row("Now", 0),
        row("Minutes", 2 * 60),
        row("Midnight", 12 * 3600),
        row("Before midnight", 12 * 3600 + 1),
        row("Week", 5 * DAY_S),
        row("Year", 400 * DAY_S),
    ]
    lines = await lines_of(rows)
    assert [line.split() for line in lines if line] == [
        ["Today"],
        ["Now", "now"],
        ["Minutes", "2m"],
        ["Midnight", "12h"],
        ["Yesterday"],
        ["Before", "midnight", "12h"],
        ["Last", "7", "days"],
        ["Week", "5d"],
        ["Older"],
        ["Year", "1y"],
    ]


@requirement("look.days")
async def test_a_day_is_no_row_to_choose_and_is_seen_with_its_first_row(at_noon: None) -> None:
    app = Listed()
    async with app.run_test(size=(30, 6)) as pilot:
        app.threads.focus()
        app.threads.show([row("Now", 0), *(row(f"Old {at}", DAY_S * (1 + at)) for at in range(6))], more=False)
        await pilot.press("down")
        assert app.threads.row
        assert app.threads.row.title == "Old 0"
        await pilot.press("end")
        assert app.lines()[-1].split() == ["Old", "5", "6d"]
        await pilot.press("home")
        assert app.lines()[0].split() == ["Today"]
        await pilot.click(app.threads, offset=(3, 1))
        assert app.threads.row.title == "Now"


@requirement("look.signs")
async def test_each_state_has_its_sign_and_a_finished_run_has_none(at_noon: None) -> None:
    states: list[RunStatus] = ["in_progress", "requires_action", "failed", "expired", "incomplete"]
    rows = [row(status, 0, status) for status in (*states, "completed", "cancelled")]
    signs = [line[1] for line in await lines_of(rows) if "now" in line]
    assert signs[0] in FRAMES
    assert signs[1:] == ["!", "✗", "✗", "✗", " ", " "]


@requirement("look.signs")
@pytest.mark.parametrize("variable", ["NO_COLOR=1", "TERM=linux", "ACCESSIBLE=1"])
async def test_letters_stand_for_signs(at_noon: None, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(*variable.split("="))
    app = Listed()
    async with app.run_test(size=(30, 16)) as pilot:
        app.threads.unread.add("thread_completed")
        states: list[RunStatus] = ["queued", "in_progress", "requires_action", "cancelling", "failed", "completed"]
        app.threads.show([row(status, 0, status) for status in states], more=False)
        await pilot.pause()
        assert [line[1] for line in app.lines() if "now" in line] == ["q", "r", "a", "c", "f", "u"]


async def until_it_moves(t: Terminal, before: str) -> None:
    await t.until(lambda: t.threads.render_line(1).text[1] != before, "the next frame")


@requirement("look.signs")
async def test_the_sign_of_an_active_run_moves_until_it_is_over(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply("Half", gate, " whole.")])) as t:
        await t.send("Hello")
        await t.until(lambda: t.threads.rows and t.threads.render_line(1).text[1] in FRAMES, "the spinner")
        await until_it_moves(t, t.threads.render_line(1).text[1])
        gate.open()
        await t.until(lambda: t.threads.render_line(1).text[1] == " ", "the end of the spinner")


@requirement("look.search-field")
async def test_the_search_field_is_at_the_top_of_the_list_hits_are_bold_and_counted(settings: Settings) -> None:
    await stored(settings, ["Apples?", "They are crimson. Crimson!"], ["Pears?", "Green."], ["Plums?", "Blue."])
    async with terminal(settings, Script()) as t:
        await t.shows("─3 conversations─")
        await t.press("ctrl+s")
        await t.type("crimson")
        await t.until(lambda: t.threads.query_text == "crimson" and t.threads.rows, "the hit")
        await t.shows("─1 hit─")
        rows = t.text().split("\n")
        field = next(y for y, text in enumerate(rows) if "│ crimson" in text)
        assert "Search" in rows[field - 1]
        assert field < t.threads.region.y
        line = next(strip for strip in t.strips() if "They are crimson." in strip.text)
        bold = [part.text for part in line if part.style and part.style.bold]
        assert bold[:2] == ["crimson", "Crimson"]
        await t.press("escape")
        await t.shows("─3 conversations─")


@requirement("look.search-field")
async def test_of_a_long_list_the_count_says_at_least(settings: Settings) -> None:
    await stored(settings, *[[f"Topic {at:03}"] for at in range(104)])
    async with terminal(settings, Script()) as t:
        await t.shows("─100+ conversations─")
        await t.press("shift+tab", "shift+tab", "end")
        await t.shows("─104 conversations─")
