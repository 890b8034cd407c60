"""A thread whose last message is long opens at its newest end."""

import pytest

from tests.requirements import requirement
from tests.tui.history.stage import finished, opened, replied, said, stage

LINES = "  \n".join(f"line {number}" for number in range(6000))


@requirement("windows.newest-end", "history.long")
@pytest.mark.parametrize("make", [said, replied])
async def test_the_newest_end_of_a_long_last_message_is_shown_and_unfolds_upward(make: object) -> None:
    async with stage() as s:
        await s.show([said("Go on"), said(LINES) if make is said else replied(LINES)])
        assert s.text()[-1] == "line 5999"
        s.history.focus()
        await s.pilot.press("up", "home")
        await s.pilot.press("down")
        folded = next(row for row in s.rows() if "earlier lines" in row)
        y = s.rows().index(folded)
        first = int(s.rows()[y + 1].split()[1])
        assert folded == f"… {first:,} earlier lines · Space or click to show more"
        before = s.rows()
        await s.pilot.click(s.history, offset=(4, y + 1))
        after = s.rows()
        assert after[y + 1 :] == before[y + 1 :], "what is on the screen stays"
        assert after[y] == f"line {first - 1}"
        while any("earlier" in row.strip.text for row in s.history.document.rows(1)):
            await s.pilot.press("space")
        rows = [row.strip.text[2:].strip() for row in s.history.document.rows(1)]
        assert [row for row in rows if row.startswith("line")] == [f"line {number}" for number in range(6000)]


@requirement("windows.newest-end")
async def test_a_code_block_at_the_end_is_whole() -> None:
    code = "\n".join(f"x{number} = {number}" for number in range(1500))
    async with stage() as s:
        await s.show([replied(f"{LINES}\n\n```python\n{code}\n```\n\nThat is all.")])
        assert s.text()[-1] == "That is all."
        s.history.focus()
        await s.pilot.press("Y")
        assert s.app.clipboard == code


@requirement("windows.newest-end")
async def test_the_end_of_one_very_long_line_is_shown() -> None:
    async with stage() as s:
        await s.show([replied("word " * 40_000 + "end.")])
        assert s.text()[-1].endswith("end.")


@requirement("windows.newest-end")
async def test_a_reply_that_was_stored_with_other_text_keeps_its_end_in_view() -> None:
    async with stage() as s:
        reply = opened()
        s.history.transcript.begin(reply)
        s.history.transcript.write(reply.id, LINES)
        await s.settled()
        s.history.transcript.finish(finished(reply, f"{LINES}  \nthe end"))
        await s.settled()
        assert s.text()[-1] == "the end"
