"""Where rows break."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.tui.text.widths.wrapping import NOT_FIRST, NOT_LAST, breaks, clusters
from tests.requirements import requirement
from tests.tui.history.stage import replied, stage

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
WHOLE = [FAMILY, "🇯🇵", "❤\ufe0f", "👍🏽", "e\u0301", "か\u3099"]
WORDS = ["word", "English", "日本語", "。", "「", "」", "ー", "ッ", " ", "  ", "x" * 50, "（注）", "100%", "…", *WHOLE]
LINES = st.lists(st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])), max_size=30)


def rows(text: str, width: int) -> list[str]:
    cuts = [0, *breaks(text, width), len(text)]
    assert cuts == sorted(cuts)
    return [text[start:end].rstrip() for start, end in pairwise(cuts)]


@requirement("history.wrapping")
@given(LINES.map("".join), st.integers(2, 40))
def test_a_row_is_never_wider_than_the_view_and_nothing_is_lost(text: str, width: int):
    wrapped = rows(text, width)
    assert all(cell_len(row) <= width or len(list(clusters(row))) == 1 for row in wrapped)
    assert "".join(wrapped).replace(" ", "") == "".join(part.rstrip() for part in [text]).replace(" ", "") or any(
        character.isspace() and character != " " for character in text
    )


@requirement("history.wrapping")
@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=20), st.integers(2, 9))
def test_a_character_of_several_code_points_is_never_cut(parts: list[str], width: int):
    for row in rows("".join(parts), width):
        assert all(one in WHOLE for one in clusters(row))


@requirement("history.wrapping")
@given(
    st.lists(st.sampled_from(["日", "本語", "文。", "「語」", "点、", "（注）", "ラッー", "英"]), max_size=40),
    st.integers(8, 20),
)
def test_rows_of_japanese_begin_and_end_as_they_should(parts: list[str], width: int):
    for row, after in pairwise(rows("".join(parts), width)):
        assert after[0] not in NOT_FIRST
        assert row[-1] not in NOT_LAST


@requirement("history.wrapping")
async def test_words_stay_whole_in_japanese_text():
    async with stage(width=28) as s:
        await s.show([replied("日本語の文章を折り返す。Englishも混ざる「引用」です。")])
        assert s.rows()[1:4] == ["日本語の文章を折り返す。", "Englishも混ざる「引用」", "です。"]


@requirement("history.wrapping")
async def test_emoji_take_as_many_cells_as_the_terminal_gives_them():
    async with stage(width=30) as s:
        await s.show([replied(f"| a | b |\n|---|---|\n| {FAMILY}🇯🇵 | x |\n| abcd | y |")])
        assert s.rows()[1:5] == ["a    │ b", "─────┼──", f"{FAMILY}🇯🇵 │ x", "abcd │ y"]
