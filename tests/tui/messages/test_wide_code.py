"""Code that is wider than the window: wrapped, or scrolled sideways."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.text.widths.wrapping import visible_part
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

WIDE = "".join(f"[{number:04}]" for number in range(20))
CODE = f"Code:\n\n```\n{WIDE}\n日本 {'語' * 40} end\nshort\n```\n\nAnd words."
LETTERS = st.sampled_from(["a", " ", "日", "👩\u200d👧", "e\u0301", "🇯🇵"])


@requirement("contents.wide-code")
@given(st.lists(LETTERS, max_size=30).map("".join), st.integers(0, 40), st.integers(2, 30))
def test_the_part_in_view_fits_and_begins_where_it_was_scrolled_to(text: str, shift: int, width: int) -> None:
    start, end = visible_part(text, shift, width)
    assert 0 <= start <= end <= len(text)
    assert cell_len(text[start:end]) <= width
    assert start == len(text) or cell_len(text[:start]) >= shift
    assert end == len(text) or cell_len(text[start:]) > width


async def wheel(t: Terminal, kind: type[events.MouseScrollDown] | type[events.MouseScrollUp], y: int) -> None:
    """Turn the wheel once over a row of the screen, with Shift held."""
    x = t.history.region.x + 5
    event = kind(None, x, y, 0, 1, 0, True, False, False, screen_x=x, screen_y=y)
    t.app.screen.post_message(event)
    await t.pilot.pause()


@requirement("contents.wide-code")
async def test_long_lines_are_scrolled_by_keys_and_by_the_wheel_and_wrapped_again(settings: Settings) -> None:
    await stored(settings, ["Code?", CODE])
    async with terminal(settings, Script()) as t:
        await t.shows("And words.")
        assert "↪" in t.text()
        t.history.focus()
        await t.press("shift+right")
        await t.shows_not("↪")
        await t.shows("[0008]")
        assert "›" in t.text()
        assert "‹" not in t.text()
        assert "[0014]" not in t.text()
        for _ in range(5):
            await t.press("shift+right")
        await t.shows("[0014]")
        assert "‹" in t.text()
        assert "And words." in t.text()
        for _ in range(16):
            await t.press("shift+right")
        await t.shows("[0019]")
        y = next(y for y, row in enumerate(t.text().split("\n")) if "[0019]" in row)
        for _ in range(16):
            await wheel(t, events.MouseScrollUp, y)
        await t.shows("↪")
        await wheel(t, events.MouseScrollDown, y)
        await t.shows_not("↪")
        await t.press("Y")
        assert t.app.clipboard == CODE.split("```\n")[1].removesuffix("\n")


@requirement("contents.wide-code")
async def test_code_stays_scrolled_while_it_grows(settings: Settings) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply(f"```\n{WIDE}\n", gate, f"x = '{WIDE}'\n```\n\nDone.")])) as t:
        await t.send("Code?")
        await t.shows("[0008]")
        t.history.focus()
        for _ in range(6):
            await t.press("shift+right")
        await t.shows("[0014]")
        gate.open()
        await t.shows("Done.")
        assert "↪" not in t.text()
        assert t.text().count("[0014]") == 2
