"""The message history of the terminal: one virtualised widget. The chat screen uses `History`, and `warm` once.

Inwards: `history` (what the screen calls) is a `choosing` (the message cursor), that a `viewport` (scrolling), that a
`canvas` (painting) of a `document` (entries, heights, notes). An `entry` grows a `body` of lines and rows;
`markdown`, `inline`, `code` and `tables` make the lines, `rows` the strips.
"""

from app.tui.history.history import History
from app.tui.history.render.code import coloured
from app.tui.history.render.markdown import parse

__all__ = ["History", "warm"]


def warm() -> None:
    """Import what Markdown and code need. For a worker thread, once the first screen is painted."""
    parse("")
    coloured("pass", "python")
