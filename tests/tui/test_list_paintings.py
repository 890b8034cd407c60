"""Which rows of the thread list are painted when another conversation is opened, or the cursor moves."""

import pytest
from textual.geometry import Region
from textual.strip import Strip

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.thread_list import ThreadList
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

TALKS = [[f"Question {number}?", f"Answer {number}."] for number in range(8)]


def note_paintings(monkeypatch: pytest.MonkeyPatch) -> list[Region]:
    painted: list[Region] = []
    render = ThreadList.render_lines

    def render_lines(self: ThreadList, crop: Region) -> list[Strip]:
        painted.append(crop)
        return render(self, crop)

    monkeypatch.setattr(ThreadList, "render_lines", render_lines)
    return painted


def paint_all(t: Terminal) -> list[Strip]:
    t.threads.refresh()
    return seen(t)


def seen(t: Terminal) -> list[Strip]:
    """The rows as they were painted, each when it was painted last."""
    return t.threads.render_lines(t.threads.size.region)


@requirement("list.paints-what-changes")
async def test_to_open_the_next_conversation_paints_two_rows(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, next_one, _ = await stored(settings, *TALKS)
    async with terminal(settings, Script()) as t:
        await t.shows("Answer 7.")
        await t.pilot.pause()
        painted = note_paintings(monkeypatch)
        await t.press("ctrl+down")
        await t.until(lambda: painted)  # to look at the screen would paint it
        await t.until(lambda: t.threads.open_id == next_one)
        await t.pilot.pause()
        assert {one.height for one in painted} == {2}
        assert seen(t) == paint_all(t)


@requirement("list.paints-what-changes")
async def test_the_cursor_paints_the_rows_that_it_leaves_and_comes_to(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stored(settings, *TALKS)
    async with terminal(settings, Script()) as t:
        await t.shows("Answer 7.")
        t.chat.set_focus(t.threads)
        await t.pilot.pause()
        painted = note_paintings(monkeypatch)
        await t.press("down")
        await t.until(lambda: painted)
        await t.pilot.pause()
        assert {one.height for one in painted} == {2}
        assert seen(t) == paint_all(t)
        await t.press("end", "enter")
        await t.shows("Answer 0.")
        await t.pilot.pause()
        assert seen(t) == paint_all(t)
