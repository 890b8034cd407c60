"""The cells that a picture takes among the messages. They are known before it is decoded: its header has its size."""

import importlib.util
from math import ceil
from typing import NamedTuple, TypeAlias

from app.tui.pictures.decoding import NotShown, check_header
from app.tui.pictures.stand_ins import Picture

MAX_ROWS = 12
"""Of a picture among messages: more would push the text around it out of view. The viewer shows it larger."""
HALF_BLOCK_PIXELS = (1, 2)
"""Pixels that a cell has, across and down."""

ROUNDING = 1e-6

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue."""


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
        self._has_library = importlib.util.find_spec("PIL") is not None
        self._refused: set[int] = set()
        """Hashes of pictures: an address may have 27 MB, and would be kept."""

    def find(self, picture: Picture, number: int, cols: int) -> PictureBox | None:
        """Return the box of a picture of a message, in so many columns at most; None if it is not drawn."""
        if not self._has_library or hash(picture) in self._refused or picture.size is None:
            return None
        try:
            check_header(picture)
        except NotShown:
            return None
        return PictureBox(picture, number, *fit(picture.size, HALF_BLOCK_PIXELS, (cols, MAX_ROWS)))

    def refuse(self, picture: Picture) -> None:
        """Give this picture no box any more."""
        self._refused.add(hash(picture))


def fit(size: tuple[int, int], cell: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    """Return the columns and rows of a picture of this size, no larger than it is. `cell`: pixels of one."""
    across, down = size[0] / cell[0], size[1] / cell[1]
    scale = min(1.0, room[0] / across, room[1] / down)
    return max(1, round(across * scale)), max(1, ceil(down * scale - ROUNDING))
