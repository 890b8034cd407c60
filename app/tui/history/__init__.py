"""The message history of the terminal: one virtualised widget, composed of plain objects.

`History` is the widget; `Transcript`, `RunStatus` and `ReasoningLines` are the interface for the session. `viewport`
(the place of the view), `message_cursor` (the chosen message) and `row_painter` (the rows on screen) share a `document`
of entries, heights and notes; `render` makes the lines and rows of a message.
"""

from app.tui.history.document.notes.notes import Block
from app.tui.history.excerpt import Spot
from app.tui.history.history import History
from app.tui.history.live.reasoning_lines import ReasoningLines
from app.tui.history.live.run_status import RunStatus
from app.tui.history.render.code.colouring import highlight
from app.tui.history.render.markdown import parse
from app.tui.history.transcript import Transcript

__all__ = [
    "Block",
    "History",
    "ReasoningLines",
    "RunStatus",
    "Spot",
    "Transcript",
    "import_highlighting",
    "import_markdown",
]


def import_markdown() -> None:
    """Import what Markdown needs. For a worker thread, once the first screen is painted."""
    parse("")


def import_highlighting() -> None:
    """Import what code needs: 50 ms and 2 MB. For a worker thread, before the first reply."""
    highlight("pass", "python")
