"""A chart of the days of a month: a column for each, as high as what was used on it."""

from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█"
"""Eighths of a cell; the first is none."""
EIGHTHS = 8
ROWS = 6
LABEL_COLS = 6
"""Of the numbers beside the columns, with the space behind them."""
MAX_COLS = 3
"""Of the column of a day."""
UNITS = ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"))
EVERY_DAYS = 5
"""Which days have their number below the chart, beside the first."""


def draw_chart(days: Sequence[int], width: int) -> list[str]:
    """Return the rows of the chart: a column for each number, wider where there is room for that.

    The highest number is beside the first row. A day on which anything was used is never empty.
    """
    top = max(days, default=0)
    if not top:
        return []
    has_labels = width >= LABEL_COLS + len(days)
    labels = LABEL_COLS * has_labels
    cols = max(1, min(MAX_COLS, (width - labels) // len(days)))
    heights = [-(-value * ROWS * EIGHTHS // top) for value in days]
    rows = ["".join(_block(height, row) * cols for height in heights) for row in range(ROWS - 1, -1, -1)]
    names = [format_short(top), *[""] * (ROWS - 2), "0"]
    rows = [_label(name, has_labels) + row.rstrip() for name, row in zip(names, rows, strict=True)]
    return [*rows, " " * labels + _number_days(len(days), cols)]


def format_short(number: int) -> str:
    """Format a number in at most five characters: `950`, `1.2k`, `34k`, `5.6M`."""
    for size, unit in UNITS:
        if number >= size:
            digits = int(number < 10 * size)
            return f"{number / size:.{digits}f}".removesuffix(".0") + unit
    return str(number)


def _block(height: int, row: int) -> str:
    return BLOCKS[max(0, min(EIGHTHS, height - row * EIGHTHS))]


def _label(name: str, is_shown: bool) -> str:
    if not is_shown:
        return ""
    return f"{name:>{LABEL_COLS - 1}} "


def _number_days(count: int, cols: int) -> str:
    """Return the line with the numbers of some days, each below the column of its day."""
    cells = [" "] * (count * cols + 1)
    for day in [1, *range(EVERY_DAYS, count + 1, EVERY_DAYS)]:
        start = (day - 1) * cols
        cells[start : start + len(str(day))] = str(day)
    return "".join(cells).rstrip()
