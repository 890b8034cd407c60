"""Who wrote a message is seen without reading; prose keeps to a measure."""

import time

import pytest
from msgspec import structs
from rich.cells import cell_len
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.strip import Strip

from tests.requirements import requirement
from tests.tui.history.stage import Stage, code_header, replied, said, stage

DAY_S = 24 * 3600
WORDS = "word " * 60


def style_of(strip: Strip, text: str) -> Style:
    """The style of the segment that has this text."""
    return next(part.style or Style() for part in strip if text in part.text)


@requirement("history.who-speaks")
async def test_the_user_has_a_bar_and_the_assistant_has_none():
    async with stage() as s:
        await s.show([said("one\ntwo"), replied("three")])
        bars = [row.text[:2] for row in s.painted() if row.text.strip()]
        assert bars == ["▌ ", "▌ ", "▌ ", "  ", "  "]
        assert style_of(s.painted()[0], "You").bold
        assert style_of(s.painted()[4], "Assistant").bold
        assert not style_of(s.painted()[1], "one").bold


@requirement("history.who-speaks")
async def test_time_and_model_are_dim_at_the_right_edge():
    now = int(time.time())
    async with stage() as s:
        question = structs.replace(said("hi"), created_at=now)
        reply = structs.replace(replied("hello"), created_at=now, run_id="run_1", assistant_id="asst_1")
        await s.show([question, reply])
        clock = time.strftime("%H:%M", time.localtime(now))
        assert s.text()[0] == f"You{clock:>53}"
        s.transcript.caption({"asst_1": "Math Tutor"}, {"run_1": "qwen3:8b"})
        await s.settled()
        detail = f"qwen3:8b · {clock}"
        assert s.text()[2] == f"Math Tutor{detail:>46}"
        assert style_of(s.painted()[3], "qwen3").color != style_of(s.painted()[3], "Math").color


@requirement("history.who-speaks")
async def test_another_day_is_told():
    past = int(time.time()) - 400 * DAY_S
    async with stage() as s:
        await s.show([structs.replace(said("hi"), created_at=past)])
        assert s.text()[0].endswith(time.strftime("%Y-%m-%d %H:%M", time.localtime(past)))


@requirement("history.who-speaks", "history.escapes")
@pytest.mark.parametrize("name", ["[red]x[/red]", "\x1b[2Jx", "長い名前" * 30, "a\u202eb\nc", ""])
async def test_any_name_takes_one_row_and_obeys_nothing(name: str):
    async with stage(width=40) as s:
        reply = structs.replace(replied("hello"), created_at=1, run_id="run_1", assistant_id="asst_1")
        await s.show([reply])
        s.transcript.caption({"asst_1": name}, {"run_1": name})
        await s.settled()
        assert s.text()[1:] == ["hello"]
        assert all(row.cell_length == cell_len(row.text) == 40 for row in s.painted())
        assert not any(character in row.text for row in s.painted() for character in "\x1b\u202e")


def width_of(s: Stage, letter: str) -> int:
    """The cells from the left edge of the text to the end of the longest row with this letter."""
    return max(len(row) for row in s.rows() if letter in row)


@requirement("history.measure")
async def test_prose_keeps_to_a_measure_where_code_and_tables_do_not():
    cells = " | ".join(["t" * 15] * 9)
    table = f"| {cells} |\n|{'---|' * 9}\n| {cells} |"
    async with stage(width=200) as s:
        await s.show([said(WORDS), replied(f"# {WORDS}\n\n{WORDS}\n\n```\n{'c' * 150}\n```\n\n{table}")])
        assert width_of(s, "w") <= 100
        assert width_of(s, "c") == 151
        assert width_of(s, "t") == 159
        assert code_header("text", width=104) in s.rows()


def rich_colour(strip: Strip, text: str) -> ColorTriplet:
    """The red, green and blue of a text."""
    colour = style_of(strip, text).color
    assert colour
    return colour.get_truecolor()


@requirement("history.code-look")
async def test_lines_of_a_diff_are_red_and_green():
    async with stage() as s:
        await s.show([replied("```diff\n@@ -1 +1 @@\n-old\n+new\n same\n```")])
        rows = {row.text.strip(): row for row in s.painted()}
        colours = {text: style_of(rows[text], text).color for text in ("-old", "+new", "same")}
        assert len(set(colours.values())) == 3
        red, green = (rich_colour(rows[text], text) for text in ("-old", "+new"))
        assert red.red > red.green
        assert green.green > green.red


@requirement("history.code-look")
async def test_code_is_padded_on_its_background():
    async with stage() as s:
        await s.show([replied("text\n\n```python\nx\n```")])
        painted = {row.text.strip(): row for row in s.painted()}
        code, prose = list(painted["x"]), list(painted["text"])
        assert code[1].text[0] == " "
        assert (code[1].style or Style()).bgcolor != (prose[0].style or Style()).bgcolor


@requirement("history.headings")
async def test_levels_of_headings_look_different():
    async with stage() as s:
        await s.show([replied("\n\n".join(f"{'#' * level} Level{level}" for level in range(1, 7)))])
        styles = [str(style_of(row, "Level")) for row in s.painted() if "Level" in row.text]
        assert len(set(styles)) == 6
