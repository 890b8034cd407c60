"""No mark of Markdown makes a long text slow to read or to draw."""

import time

from tests.requirements import requirement
from tests.tui.history.stage import replied, stage

CHARS = 40_000
CPU_S = 3.0
"""Seconds for such a text: in linear time it takes less than one."""
REPEATED = {
    "formulas": "\\(",
    "formulas in brackets": "\\[",
    "dollars": "$a",
    "brackets": "[",
    "addresses": "http://(",
    "definitions": "[a]: http://b\n",
}
NESTED = {"emphasis": "*a " * 4000 + "b*" * 4000, "strong emphasis": "**a " * 3000 + "b**" * 3000}


@requirement("markdown.linear")
async def test_reading_takes_linear_time():
    # A copy of the code reads the whole text, however much of it is shown.
    async with stage() as s:
        s.history.focus()
        for name, mark in REPEATED.items():
            began = time.process_time()
            await s.show([replied(mark * (CHARS // len(mark)) + "\n\n```\nx\n```")])
            await s.pilot.press("Y")
            assert s.app.clipboard == "x", name
            assert time.process_time() - began < CPU_S, name


@requirement("markdown.linear")
async def test_drawing_takes_linear_time():
    async with stage() as s:
        for name, text in NESTED.items():
            began = time.process_time()
            await s.show([replied(text)])
            assert "b" in s.text()[-1]
            assert time.process_time() - began < CPU_S, name
