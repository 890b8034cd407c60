"""Draws pixels with half blocks, two in each cell: what every terminal with colours can show. For a thread.

Without colours, signs of growing weight stand for brightness, two pixels in each.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.segment import Segment, Segments
from rich.style import Style

if TYPE_CHECKING:
    from PIL.Image import Image

UPPER_HALF = "▀"
BRIGHTNESS = " .:-=+*#%@"
"""From black to white, in ASCII."""
MAX_SUM = 6 * 255
"""Of the three colours of two white pixels."""


def draw(image: "Image", size: tuple[int, int], background: tuple[int, int, int], *, has_colours: bool) -> Segments:
    """Draw an RGBA picture in so many columns and rows at most, no larger than it is, on this background."""
    from PIL import Image  # late: only for pictures

    cols, rows = size
    small = image.copy()
    small.thumbnail((cols, rows * 2))
    canvas = Image.new("RGB", (small.width, small.height + small.height % 2), background)
    canvas.paste(small, (0, 0), small)
    pixels, stride = canvas.tobytes(), small.width * 3
    segments: list[Segment] = []
    for at in range(0, len(pixels), stride * 2):
        pairs = zip(_pixels(pixels[at : at + stride]), _pixels(pixels[at + stride : at + stride * 2]), strict=True)
        if has_colours:
            segments += _coloured(pairs)
        else:
            segments.append(Segment("".join(_letter(above + below) for above, below in pairs)))
        segments.append(Segment.line())
    return Segments(segments)


def _pixels(line: bytes) -> Iterator[bytes]:
    return (line[at : at + 3] for at in range(0, len(line), 3))


def _coloured(pairs: Iterator[tuple[bytes, bytes]]) -> Iterator[Segment]:
    """Yield the cells of a row; those that look alike are written as one."""
    for (above, below), cells in groupby(pairs):
        style = Style.parse(f"#{above.hex()} on #{below.hex()}")
        yield Segment(UPPER_HALF * sum(1 for _ in cells), style)


def _letter(colours: bytes) -> str:
    return BRIGHTNESS[sum(colours) * (len(BRIGHTNESS) - 1) // MAX_SUM]
