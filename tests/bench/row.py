"""A row of the table: our figure, the bare one, and the bound."""

from typing import NamedTuple


class Row(NamedTuple):
    """One figure. The bound is `ratio` × `bare` + `plus`; without a bare figure it is `plus` alone."""

    what: str
    unit: str
    ours: float
    bare: float | None = None
    ratio: float = 0.0
    plus: float = 0.0

    @property
    def bound(self) -> float:
        """The most that `ours` may be."""
        return self.ratio * (self.bare or 0.0) + self.plus

    @property
    def held(self) -> bool:
        """Whether `ours` is within the bound."""
        return self.ours <= self.bound


HEADINGS = ("what", "unit", "ours", "bare", "ratio", "at most", "")
WIDTHS = (74, 6, 10, 10, 7, 10, 4)


def line(*cells: str) -> str:
    """The cells in their columns, the first to the left."""
    first, *rest = cells
    return f"{first:{WIDTHS[0]}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:], strict=True))


def shown(row: Row) -> str:
    """Format the row for the table."""
    ratio = f"{row.ours / row.bare:.2f}" if row.bare else ""
    bare = number(row.bare) if row.bare is not None else ""
    return line(row.what, row.unit, number(row.ours), bare, ratio, number(row.bound), "pass" if row.held else "MISS")


def number(value: float) -> str:
    """Format with three significant digits."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
