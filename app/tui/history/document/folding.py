"""Where a long message is cut, so that its beginning or its newest end is shown first."""

import re

FOLD_CHARS = 20_000
"""Characters of a long message that are shown at first."""
UNFOLD_CHARS = 40_000
"""Characters that each unfolding adds."""
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)


def end_of_beginning(source: str, chars: int) -> int:
    """Return where to end the first `chars` of a text: at the end of a line. A slightly longer text is not cut."""
    if len(source) <= chars + chars // 4:
        return len(source)
    line = source.rfind("\n", chars // 2, chars)
    if line > 0:
        return line
    return chars


def start_of_end(source: str, chars: int) -> int:
    """Return where to start the last `chars` of a text: at a paragraph or a line. A slightly longer one is not cut.

    A code block is not cut, so that it is drawn and copied as one, unless it alone is longer than an unfolding.
    """
    if len(source) <= chars + chars // 4:
        return 0
    start = len(source) - chars
    for gap in ("\n\n", "\n"):
        found = source.find(gap, start, start + chars // 2)
        if found >= 0:
            start = found + len(gap)
            break
    fence = _open_fence(source, start)
    if fence is not None and start - fence <= UNFOLD_CHARS:
        return fence
    return start


def _open_fence(source: str, end: int) -> int | None:
    """Return where the code block begins that is open at this place; None if there is none."""
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(source, 0, end):
        marks: str = fence[1]
        if opened is None:
            opened = fence
        elif marks[0] == opened[1][0] and len(marks) >= len(opened[1]) and not fence[0].strip().strip(marks[0]):
            opened = None
    return opened.start() if opened else None
