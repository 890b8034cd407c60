"""Clicks on what the history shows."""

from tests.tui.terminal import Terminal

TOP = 1
"""The row of the border."""


async def press(t: Terminal, text: str) -> None:
    """Click on a text of the screen, right of the list."""
    rows = t.text().split("\n")
    left, top = t.history.region.x, t.history.region.y + TOP
    y = next(y for y, row in enumerate(rows) if y >= top and text in row[left:])
    await t.pilot.click(offset=(left + rows[y][left:].index(text) + 1, y))
    await t.pilot.pause()
