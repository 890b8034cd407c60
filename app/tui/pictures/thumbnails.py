"""Draws pictures in their boxes among the messages. For a thread, one picture at a time.

A small copy of each is kept: for another width or theme it is drawn again without being decoded again.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from app.tui.pictures.boxes import HALF_BLOCK_PIXELS, MAX_ROWS, Colour, PictureBox
from app.tui.pictures.decoding import read_pixels
from app.tui.pictures.half_blocks import draw

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 64
"""Small copies of pictures, of 100 KB at most."""
KEPT_COLS = 1_000
"""No row is wider."""


class Thumbnails:
    """Small copies of the pictures drawn last."""

    def __init__(self) -> None:
        self._images: dict[int, Image] = {}
        """By the hash of the picture: its address may have 27 MB, and would be kept."""

    def draw(self, box: PictureBox, background: Colour) -> Sequence[Strip]:
        """Return the rows of a box, as wide as it is. Raises `NotShown`."""
        image = self._images.get(hash(box.picture))
        if image is None:
            image = read_pixels(box.picture)
            image.thumbnail((KEPT_COLS, MAX_ROWS * HALF_BLOCK_PIXELS[1]))
            if len(self._images) >= KEPT:
                del self._images[next(iter(self._images))]
            self._images[hash(box.picture)] = image
        drawn = draw(image, (box.cols, box.rows), background, has_colours=True)
        fill = Style.parse(f"on #{bytes(background).hex()}")
        rows = [Strip(line).adjust_cell_length(box.cols, fill) for line in Segment.split_lines(drawn.segments)]
        return [*rows, *[Strip.blank(box.cols, fill)] * (box.rows - len(rows))]
