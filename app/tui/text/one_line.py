"""Text of users and models as one harmless line: titles and reasons are data, never commands to the terminal."""

from rich.cells import cell_len, set_cell_size

CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")
"""C0 and C1, which terminals obey, and the overrides of writing direction, which turn a line around."""


def one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return " ".join(text.translate(CONTROLS).split())


def around(text: str, words: str, room: int) -> str:
    """So much of a line, in cells, that the first of these words that is in it can be seen."""
    low = text.lower()
    at = next((at for word in words.lower().split() if (at := low.find(word)) >= 0), 0)
    if cell_len(text[: at + len(words)]) > room:
        text = f"…{text[max(0, at - room // 4) :]}"
    return text if cell_len(text) <= room else f"{set_cell_size(text, room - 1).rstrip()}…"


def ago(seconds: float) -> str:
    """How long ago, in at most four cells: `now`, `5m`, `3h`, `12d`, `2y`."""
    for size, unit in ((31_536_000, "y"), (86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return "now"
