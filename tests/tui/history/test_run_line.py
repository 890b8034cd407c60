"""The line of the run: status, spinner, counts; and blocks about runs that went wrong."""

import time

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.geometry import Region

from app.tui.history import Block, History
from app.tui.history.document.notes.run_line import RunLine
from app.tui.widgets.frames.spinner import FRAMES
from tests.requirements import requirement
from tests.tui.history.stage import HistoryApp, Stage, conversation, finished, opened, said, stage


class Watched(History):
    """A history that notes which regions are painted again."""

    def __init__(self) -> None:
        super().__init__(id="history")
        self.painted: list[Region] = []

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "Watched":
        self.painted += regions
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class WatchedApp(HistoryApp):
    def compose(self) -> ComposeResult:
        yield Watched()


def last(s: Stage) -> str:
    """The last row that is not blank."""
    return s.text()[-1]


@requirement("history.run-line")
async def test_each_status_is_seen_and_the_end_is_one_dim_line():
    async with stage(width=80) as s:
        await s.show([said("hi")])
        status = s.history.run_status
        status.begin(time.time(), knows_rate=True)
        for word in ("queued", "in_progress", "requires_action"):
            status.show(word)
            await s.settled()
            assert f"{word} 0 s" in last(s)
            assert last(s).endswith("Esc to cancel")
        status.show("cancelling")
        await s.settled()
        assert "cancelling" in last(s)
        assert "Esc" not in last(s)
        status.end("completed 5.2 s · 212 tokens")
        await s.settled()
        assert last(s) == "completed 5.2 s · 212 tokens"
        row = next(one for one in s.painted() if "completed" in one.text)
        assert not any((part.style or Style()).bold for part in row)
        status.end()
        await s.settled()
        assert last(s) == "hi"


@requirement("history.run-line")
async def test_the_line_is_last_whatever_is_noted_and_written():
    async with stage() as s:
        await s.show(conversation(20))
        s.history.run_status.begin(time.time(), knows_rate=True)
        s.history.run_status.show("in_progress")
        s.transcript.note("other", "a note", "status")
        reply = opened()
        s.transcript.begin(reply)
        await s.stream(reply, ["some ", "text"])
        assert s.text()[-3:-1] == ["some text", "a note"]
        assert "in_progress" in last(s)
        s.transcript.finish(finished(reply, "some text"))
        assert "in_progress" in last(s)


@requirement("history.run-line")
def test_spinner_seconds_tokens_and_rate() -> None:
    line = RunLine()
    line.begin(100.0, knows_rate=True, is_still=False)
    line.show("in_progress", 100.0)
    assert not line.tick(100.01)
    looks = [line.tick(100.0 + frame / 6 + 0.01) for frame in range(1, 5)]
    assert looks == [True] * 4
    line.count("word " * 80, 102.0)
    line.count("日本語", 102.0)
    line.tick(104.0)
    words = "".join(text for text, _ in line.pieces)
    assert words[0] in FRAMES
    assert words[1:] == " in_progress 4 s · ~102 tokens · ~51 tok/s"
    line.begin(100.0, knows_rate=False, is_still=False)
    line.show("in_progress", 110.0)
    line.count("word " * 80, 102.0)
    line.tick(165.0)
    assert "".join(text for text, _ in line.pieces)[1:] == " in_progress 1 min 5 s · ~100 tokens"


@requirement("history.run-line")
@pytest.mark.parametrize("width", [12, 24, 40, 60, 120, 200])
async def test_the_line_is_one_row_at_any_width(width: int):
    async with stage(width=width) as s:
        await s.show([])
        line = s.history.document.notes.run_line
        line.begin(0.0, knows_rate=True, is_still=False)
        line.show("in_progress", 1.0)
        line.count("word " * 5_000_000, 1.0)
        line.tick(3600.0)
        (row,) = s.history.document.rows(0)
        assert cell_len(row.strip.text) == row.strip.cell_length == width
        assert "in_pro" in row.strip.text
        assert ("Esc to cancel" in row.strip.text) == (width >= 40)


@requirement("history.run-line")
async def test_with_accessible_set_nothing_moves():
    async with stage() as s:
        await s.show([])
        s.history.run_status.is_still = True
        s.history.run_status.begin(time.time(), knows_rate=True)
        s.history.run_status.show("in_progress")
        await s.settled()
        assert last(s).split("  ")[0] == "in_progress"
        assert not s.history.document.notes.run_line.moves
        assert not s.history.document.notes.run_line.tick(time.time() + 100)


@requirement("history.run-line")
async def test_a_frame_of_the_spinner_paints_the_cells_that_change():
    app = WatchedApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        s = Stage(app, pilot)
        await s.show(conversation(4))
        s.history.run_status.begin(time.time(), knows_rate=True)
        s.history.run_status.show("in_progress")
        await s.settled()
        history = s.history
        assert isinstance(history, Watched)
        history.painted.clear()
        await s.until(lambda: len(history.painted) >= 2)
        assert {(one.height, one.width <= 4) for one in history.painted} == {(1, True)}


@requirement("history.blocks")
async def test_a_block_has_a_bar_a_bold_reason_and_keys():
    async with stage() as s:
        await s.show([said("hi")])
        s.transcript.block("run", Block("It [b]failed[/b].\x1b[2J", ["", "failed · server_error"], "F5 Retry"))
        await s.settled()
        assert s.text()[2:] == ["It [b]failed[/b].", "failed · server_error", "F5 Retry"]
        rows = [row for row in s.painted() if row.text.strip()][2:]
        assert [row.text[:2] for row in rows] == ["▌ "] * 3
        bold = [any((part.style or Style()).bold for part in row) for row in rows]
        assert bold == [True, False, False]
