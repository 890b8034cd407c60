"""Selecting with the mouse."""

from tests.requirements import requirement
from tests.tui.history.stage import Stage, conversation, replied, said, stage


async def drag(s: Stage, start: tuple[int, int], end: tuple[int, int]) -> str:
    """Select from one cell to another and return what ctrl+c would copy. Row 0 is below the border."""
    (x0, y0), (x1, y1) = start, end
    await s.pilot.mouse_down(s.history, offset=(x0, y0 + 1))
    await s.pilot.hover(s.history, offset=(x1, y1 + 1))
    await s.pilot.mouse_up(s.history, offset=(x1, y1 + 1))
    await s.settled()
    return s.app.screen.get_selected_text() or ""


def highlighted(s: Stage) -> str:
    """Return the text that is shown as selected."""
    chosen = s.app.screen.get_component_rich_style("screen--selection").bgcolor
    return "".join(part.text for row in s.painted() for part in row if part.style and part.style.bgcolor == chosen)


@requirement("history.selection")
async def test_wrapped_text_is_copied_in_one_line():
    words = " ".join(f"word{number}" for number in range(30))
    async with stage(width=40) as s:
        await s.show([replied(f"{words}\n\n- item **one**\n- item two")])
        last = s.rows().index("• item two")
        copied = await drag(s, (2, 1), (12, last))
        assert copied == f"{words}\n\nitem one\nitem two"
        assert highlighted(s).startswith("word0 word1")


@requirement("history.selection")
async def test_a_part_of_a_row_and_emoji():
    async with stage() as s:
        await s.show([replied("abc 👩‍👩‍👧‍👦 日本語 xyz")])
        assert await drag(s, (4, 1), (9, 1)) == "c 👩‍👩‍👧‍👦 日"
        assert highlighted(s) == "c 👩‍👩‍👧‍👦 日"


@requirement("history.selection")
async def test_a_double_click_selects_a_word_and_a_triple_click_a_paragraph():
    async with stage(width=30) as s:
        await s.show([replied("one two three four five six seven eight\n\nnine")])
        await s.pilot.click(s.history, offset=(7, 2), times=2)
        await s.settled()
        assert s.app.screen.get_selected_text() == highlighted(s) == "two"
        await s.pilot.click(s.history, offset=(7, 2), times=3)
        await s.settled()
        assert s.app.screen.get_selected_text() == "one two three four five six seven eight"


@requirement("history.selection")
async def test_from_message_to_message():
    async with stage() as s:
        await s.show([said("first one"), replied("**middle**"), said("last one")])
        rows = s.rows()
        copied = await drag(s, (8, rows.index("first one")), (5, rows.index("last one")))
        assert copied == "one\n**middle**\nlast"


@requirement("history.selection")
async def test_a_selection_survives_older_pages_and_another_width():
    messages = conversation(30)
    async with stage() as s:
        await s.show(messages[10:], more=True)
        y = s.rows().index("question 28")
        copied = await drag(s, (2, y), (7, y))
        s.transcript.prepend(messages[:10], more=False)
        await s.pilot.resize_terminal(30, 30)
        await s.settled()
        assert s.app.screen.get_selected_text() == copied
        assert highlighted(s) == copied == "questi"


@requirement("history.selection")
async def test_code_is_copied_without_its_header_and_continuation_marks():
    line = "call(" + ", ".join(f"argument_{number}" for number in range(9)) + ")"
    async with stage(width=40) as s:
        await s.show([replied(f"before\n\n```python\n{line}\n```\n\nafter")])
        copied = await drag(s, (2, 1), (7, s.rows().index("after")))
        assert copied == f"before\n\n{line}\n\nafter"
