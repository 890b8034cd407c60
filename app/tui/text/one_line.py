"""Text of users and models as one line without control characters: titles and errors are data, never commands."""

from rich.cells import cell_len, set_cell_size

from app.tui.text.escapes import replace_surrogates

CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")
"""C0 and C1, which terminals obey, and the overrides of writing direction, which reverse a line."""

MAX_TEXT_CHARS = 400
"""Of a text that is cropped; no terminal is wider."""
AGE_UNITS = ((31_536_000, "y"), (86_400, "d"), (3_600, "h"), (60, "m"))
"""Seconds and letter of each unit, longest first."""


def one_line(text: str) -> str:
    """Remove line breaks and control characters."""
    if text.isprintable() and "  " not in text and not text.startswith(" ") and not text.endswith(" "):
        return text  # most texts: a list cleans thousands
    return " ".join(replace_surrogates(text).translate(CONTROLS).split())


def crop_around(text: str, words: str, cols: int) -> str:
    """Crop a line to `cols` cells so that the first of the words in it stays visible."""
    folded = text.lower()
    places = (folded.find(word) for word in words.lower().split())
    at = next((place for place in places if place >= 0), 0)
    if cell_len(text[: at + len(words)]) > cols:
        text = f"…{text[max(0, at - cols // 4) :]}"
    return crop(text, cols)


def crop(text: str, cols: int) -> str:
    """Crop a line to `cols` cells, with an ellipsis where something is left out."""
    if cell_len(text) <= cols:
        return text
    return f"{set_cell_size(text, max(0, cols - 1)).rstrip()}…"


def crop_start(text: str, cols: int) -> str:
    """Crop a line to the `cols` cells at its end: paths differ there."""
    if cell_len(text) <= cols:
        return text
    return f"…{set_cell_size(text[::-1], max(0, cols - 1)).rstrip()[::-1]}"


def crop_text(text: str, cols: int) -> str:
    """Return the beginning of any text as one harmless line of at most `cols` cells."""
    return crop(one_line(text[:MAX_TEXT_CHARS]), cols)


def format_age(seconds: float) -> str:
    """Format a time span in at most four cells: `now`, `5m`, `3h`, `12d`, `2y`."""
    for size, unit in AGE_UNITS:
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return "now"
