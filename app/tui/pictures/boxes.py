"""The cells that a picture takes among the messages. They are known before it is decoded: its header has its size."""

import importlib.util
from math import ceil
from typing import NamedTuple

from app.tui.pictures.decoding import NotShown, check_header
from app.tui.pictures.stand_ins import Picture

MAX_ROWS = 12
"""Of a picture among messages: more would push the text around it out of view. The viewer shows it larger."""
HALF_BLOCK_PIXELS = (1, 2)
"""Pixels that a cell has, across and down."""

ROUNDING = 1e-6


class PictureBox(NamedTuple):
    """A picture with its number in its message, and its cells."""

    picture: Picture
    number: int
    cols: int
    rows: int


class PicturePart(NamedTuple):
    """A row of a box, and the column at which it begins."""

    box: PictureBox
    row: int
    start: int


class PictureBoxes:
    """Finds the boxes. Pictures that turned out to be broken have none: their text stands for them."""

    def __init__(self) -> None:
        self.cell_pixels = HALF_BLOCK_PIXELS
        """Pixels of a cell: a picture is shown no larger than it is."""
        self._has_library = importlib.util.find_spec("PIL") is not None
        self._refused: set[Picture] = set()

    def find(self, picture: Picture, number: int, cols: int) -> PictureBox | None:
        """Return the box of a picture of a message, in so many columns at most; None if it is not drawn."""
        if not self._has_library or picture in self._refused or picture.size is None:
            return None
        try:
            check_header(picture)
        except NotShown:
            return None
        across, down = (pixels / cell for pixels, cell in zip(picture.size, self.cell_pixels, strict=True))
        scale = min(1.0, cols / across, MAX_ROWS / down)
        return PictureBox(picture, number, max(1, round(across * scale)), max(1, ceil(down * scale - ROUNDING)))

    def refuse(self, picture: Picture) -> None:
        """Give this picture no box any more."""
        self._refused.add(picture)
