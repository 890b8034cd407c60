"""Footnotes: from the number to the note and back."""

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

MIDDLE = "\n\n".join(f"Paragraph {number} is x² long." for number in range(40))
TEXT = f"First[^1] and second[^2].\n\n{MIDDLE}\n\n[^1]: Of one, see https://a.example/x[^2].\n[^2]: Of two."


async def click(t: Terminal, words: str, at: int) -> None:
    """Click on a character of these words."""
    rows = t.text().split("\n")
    y = next(y for y, row in enumerate(rows) if words in row)
    await t.pilot.click(offset=(rows[y].index(words) + at, y))


@requirement("contents.footnotes")
async def test_a_click_leads_from_the_number_to_the_note_and_back_and_a_key_to_each(settings: Settings) -> None:
    await stored(settings, ["Notes?", TEXT], ["Notes?", "None, x² is a power."])
    async with terminal(settings, Script()) as t:
        await t.shows("is a power")
        t.history.focus()
        await t.press("b")
        await t.shows("No footnote here")
        await t.press("ctrl+down")
        await t.shows("²: Of two.")
        assert "First" not in t.text()
        await click(t, "²: Of two.", 0)
        await t.shows("First¹ and second².")
        await click(t, "First¹", 5)
        await t.shows("¹: Of one, see https://a.example/x².")
        t.history.focus()
        await t.press("b")
        await t.shows("First¹")
        await t.press("b")
        await t.shows("¹: Of one")
        assert "First" not in t.text()
        await t.press("b")
        await t.shows("First¹")
        assert "Of one" not in t.text()
        await t.press("b", "b", "b")  # the second number is in the text and in the first note
        await t.shows("²: Of two.")
        await t.press("b", "b")
        await t.shows("First¹")
