"""The page of all keys: its columns, the user's keys, the signs of the list."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.models.script import Script
from app.settings import Settings
from app.tui.keys.command import HEADINGS, format_keys
from app.tui.keys.table import COMMANDS
from app.tui.screens.commands.page import Page
from app.tui.screens.commands.sign_meanings import MEANINGS, list_signs
from app.tui.text.widths.page_columns import Section, lay_out
from app.tui.widgets.list_rows.signs import SIGNS
from tests.requirements import requirement
from tests.tui.terminal import terminal

WORDS = st.text("abc ", min_size=1, max_size=60)
SECTIONS = st.lists(
    st.builds(Section, st.just("Heading"), st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=9)),
    min_size=1,
    max_size=5,
)


def words_of(text: str) -> list[str]:
    return sorted(re.sub(r"\s", "", text))


@requirement("commands.help-in-columns")
@given(SECTIONS, st.integers(8, 220))
def test_nothing_is_lost_and_no_line_is_too_wide(sections: list[Section], width: int) -> None:
    lines = ["".join(piece.text for piece in line) for line in lay_out(sections, width)]
    assert all(cell_len(line.rstrip()) <= width for line in lines)
    shown = "".join(lines)
    meant = "".join(one.heading + "".join(name + text for name, text in one.rows) for one in sections)
    assert words_of(shown) == words_of(meant)


@requirement("commands.help-in-columns")
@pytest.mark.parametrize(("width", "columns"), [(40, 1), (100, 2), (150, 3), (200, 4), (240, 4)])
def test_a_page_has_the_columns_that_fit(width: int, columns: int) -> None:
    sections = [Section(f"Part {at}", [("Ctrl+X", "What it does")] * 12) for at in range(4)]
    lines = ["".join(piece.text for piece in line) for line in lay_out(sections, width)]
    assert max(line.count("What it does") for line in lines) == columns
    assert len(lines) <= 56 / columns + 3


@requirement("commands.help-in-columns", "help.narrow")
@pytest.mark.parametrize("size", [(40, 10), (110, 34), (200, 60)])
async def test_the_page_fits_the_window(settings: Settings, size: tuple[int, int]) -> None:
    async with terminal(settings, Script(), size=size) as t:
        await t.press("f1")
        await t.shows("Everywhere")
        border = next(row for row in t.text().splitlines() if "╰" in row and " Close" in row)
        assert "…" not in border
        assert ("change keys in config.toml" in border) == (size[0] > 40)
        headings = {*HEADINGS.values()}
        missing = {*headings}
        while missing:
            rows = t.text().split("\n")
            missing -= {heading for heading in headings if any(heading in row for row in rows)}
            await t.press("pagedown")
        page = t.app.screen.query_one("Page")
        assert page.region.width <= size[0]


@requirement("commands.help-in-columns")
@pytest.mark.parametrize("size", [(40, 10), (110, 34), (120, 36), (160, 20)])
async def test_no_row_is_cut_where_the_page_scrolls(settings: Settings, size: tuple[int, int]) -> None:
    async with terminal(settings, Script(), size=size) as t:
        await t.press("f1")
        await t.shows("Everywhere")
        page = t.app.screen.query_one(Page)
        assert page.max_scroll_y > 0
        width = page.scrollable_content_region.width
        lines = lay_out(page.sections, width)
        shown: list[str] = []
        for top in range(page.max_scroll_y + 1):
            page.scroll_to(y=top, animate=False)
            await t.until(lambda top=top: page.scroll_offset.y == top, "the row")
            shown.append(page.render_line(0).text.rstrip())
        meant = ["".join(piece.text for piece in line).rstrip() for line in lines]
        assert shown == meant[: len(shown)]


@requirement("commands.help-in-columns")
async def test_the_page_shows_the_users_keys_and_every_command(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    settings = Settings(data_dir=folder / "data", config_dir=folder, keymap={"threads.new": "f3"})
    async with terminal(settings, Script(), size=(240, 60)) as t:
        await t.press("f1")
        await t.shows("F3, /new")
        text = t.text()
        for command in COMMANDS:
            if command.place in HEADINGS and command.keys and command.id != "threads.new":
                assert format_keys(command.keys.split(",")[0]) in text, command
        for sign, meaning in list_signs():
            assert re.search(rf"{re.escape(sign)} +{re.escape(meaning[:20])}", text), sign
        await t.press("q")
        await t.shows_not("F3, /new")


@requirement("commands.help-in-columns")
def test_every_sign_is_explained() -> None:
    explained = " ".join(meaning for _, meaning in list_signs())
    assert set(SIGNS) <= set(MEANINGS)
    assert all(MEANINGS[status] in explained for status in SIGNS)
