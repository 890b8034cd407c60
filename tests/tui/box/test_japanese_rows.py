"""Rows of the message box in Japanese, while it is typed, moved through, changed and widened."""

from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Offset
from textual.widgets.text_area import Document

from app.models.script import Script
from app.settings import Settings
from app.tui.text.widths.wrapped_document import KinsokuDocument
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

TEXT = "日本語の文章を折り返して書く。Englishも混ざる「引用」です。"
WORDS = ["word", "日本語", "。", "「", " ", "   ", "x" * 30, "\t", "e\u0301", "🇯🇵", "ー"]
LINES = st.lists(st.lists(st.sampled_from(WORDS)).map("".join), max_size=4).map("\n".join)


def rows(t: Terminal) -> list[str]:
    """The rows of the box, without the space at their ends."""
    inside = t.text().partition("╭")[2].partition("╰")[0]
    return [row.strip(" │") for row in inside.splitlines()[1:]]


@requirement("box.japanese-rows")
async def test_rows_break_as_in_the_history_and_the_caret_is_behind_the_text(settings: Settings) -> None:
    async with terminal(settings, Script(), size=(40, 14)) as t:
        await t.paste(TEXT)
        assert rows(t) == ["日本語の文章を折り返して書く。", "Englishも混ざる「引用」です。"]
        caret = t.box.cursor_screen_offset
        assert caret.y == t.box.content_region.y + 1
        assert caret.x == t.box.content_region.x + cell_len("Englishも混ざる「引用」です。")


@requirement("box.japanese-rows")
@given(LINES, LINES, st.integers(2, 20), st.data())
@limits(max_examples=40)
def test_after_any_edit_the_rows_are_those_of_the_whole_text(before: str, new: str, width: int, data: st.DataObject):
    document = Document(before)
    edited = KinsokuDocument(document, width)
    places = [(line, column) for line, text in enumerate(document.lines) for column in range(len(text) + 1)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
    done = document.replace_range(start, end, new)
    edited.wrap_range(start, end, done.end_location)
    whole = KinsokuDocument(document, width)
    assert edited.lines == whole.lines
    assert edited.height == whole.height
    for y in range(whole.height):
        place = whole.offset_to_location(Offset(0, y))
        assert edited.offset_to_location(Offset(0, y)) == place
        assert edited.location_to_offset(place).y == y
    for line, cut in zip(document.lines, whole.lines, strict=True):
        assert "".join(cut) == line
        assert "\t" in line or all(cell_len(row) <= width for row in cut)
