"""Where a long message is cut, so that its beginning or its newest end is shown first."""

import re

FOLD_CHARS = 20_000
"""Characters of a long message that are shown at first."""
UNFOLD_CHARS = 40_000
"""Characters that each unfolding adds."""
MAX_OPEN_CHARS = FOLD_CHARS + FOLD_CHARS // 4
"""Characters that may be drawn again with each piece of a growing message, which takes 2 µs for each; more are folded.
A stored text of this length is shown whole."""
GROWING_CHARS = 10_000
"""Characters that stay of a growing message when it folds."""
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)


def end_of_beginning(source: str, chars: int) -> int:
    """Return where to end the first `chars` of a text: at the end of a line. A slightly longer text is not cut."""
    if len(source) <= chars + chars // 4:
        return len(source)
    line = source.rfind("\n", chars // 2, chars)
    if line > 0:
        return line
    return chars


def start_of_end(source: str, chars: int, begin: int = 0) -> int:
    """Return where to start the last `chars` of a text: at a paragraph or a line. A slightly longer one is not cut.

    A code block is not cut, so that it is drawn and copied as one, unless it alone is longer than an unfolding.
    `begin`: what stands above is not looked at, and the text is not started there.
    """
    if len(source) - begin <= chars + chars // 4:
        return begin
    start = len(source) - chars
    for gap in ("\n\n", "\n"):
        found = source.find(gap, start, start + chars // 2)
        if found >= 0:
            start = found + len(gap)
            break
    fence = _open_fence(source, begin, start)
    if fence is not None and start - fence <= UNFOLD_CHARS:
        return fence
    return start


def _open_fence(source: str, begin: int, end: int) -> int | None:
    """Return where the code block begins that is open at `end`; None if there is none."""
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(source, begin, end):
        marks: str = fence[1]
        if opened is None:
            opened = fence
        elif marks[0] == opened[1][0] and len(marks) >= len(opened[1]) and not fence[0].strip().strip(marks[0]):
            opened = None
    return opened.start() if opened else None


def estimate_rows(text: str, chars: int, line_breaks: int, room: int) -> int:
    """Estimate the rows of the characters that are shown of a text with so many line breaks. `room`: cells in a row."""
    if chars < len(text):
        line_breaks = line_breaks * chars // len(text)
    cells = chars
    if not text.isascii():
        cells = chars * 3 // 2
    return line_breaks + cells // max(1, room)
