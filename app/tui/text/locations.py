"""Places in a text: an index, or a row and a column as Textual's text area counts them."""

Location = tuple[int, int]


def find_location(text: str, index: int) -> Location:
    """Return row and column of an index; outside of the text, those of its nearest end."""
    index = min(max(index, 0), len(text))
    return text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)


def find_index(text: str, location: Location) -> int:
    """Return the index of a row and a column that are in the text."""
    row, column = location
    start = 0
    for _ in range(row):
        start = text.index("\n", start) + 1
    return start + column


def find_difference(before: str, after: str) -> tuple[int, int, str]:
    """Return the stretch of the text before that was replaced, and what it was replaced with."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - start
    same = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    return start, len(before) - same, after[start : len(after) - same]
