"""Pictures in kitty and Ghostty: the pixels are sent once, and cells of a placeholder show them wherever they are.

The colour of the cells is the number of the picture, and two marks on each say which part of it the cell shows. So they
are text for everything between here and the terminal: scrolled, cut and painted over like any other. Source: kitty's
graphics protocol, "Unicode placeholders" and "The transmission medium"; the marks: its rowcolumn-diacritics.txt.
"""

import base64
import random
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from app.tui.pictures.boxes import Colour

if TYPE_CHECKING:
    from PIL.Image import Image

PLACEHOLDER = "\U0010eeee"
MARKS = (
    "305 30D-30E 310 312 33D-33F 346 34A-34C 350-352 357 35B 363-36F 483-487 592-595 597-599 59C-5A1 5A8-5A9 "
    "5AB-5AC 5AF 5C4 610-617 657-65B 65D-65E 6D6-6DC 6DF-6E2 6E4 6E7-6E8 6EB-6EC 730 732-733 735-736 73A 73D "
    "73F-741 743 745 747 749-74A 7EB-7F1 7F3 816-819 81B-823 825-827 829-82D 951 953-954 F82-F83 F86-F87 135D-135F "
    "17DD 193A 1A17 1A75-1A7C 1B6B 1B6D-1B73 1CD0-1CD2 1CDA-1CDB 1CE0 1DC0-1DC1 1DC3-1DC9 1DCB-1DCC 1DD1-1DE6 1DFE "
    "20D0-20D1 20D4-20D7 20DB-20DC 20E1 20E7 20E9 20F0 2CEF-2CF1 2DE0-2DFF A66F A67C-A67D A6F0-A6F1 A8E0-A8F1 AAB0 "
    "AAB2-AAB3 AAB7-AAB8 AABE-AABF AAC1 FE20-FE26 10A0F 10A38 1D185-1D189 1D1AA-1D1AD 1D242-1D244"
)
"""The characters that stand for 0, 1, 2 and so on: ranges of code points."""
MAX_CELLS = 297
"""Across and down: there are no more marks."""
CHUNK_CHARS = 4096
"""Of the pixels in one sequence, at most; all but the last chunk have a multiple of 4."""
MAX_NUMBER = 0xFFFFFF
"""What fits into a colour."""
CELL_PIXELS = (10, 20)
"""Of a cell whose size is not known."""
MAX_CELL_PIXELS = (12, 24)
"""Sent for each cell at most: a picture of 100 cells by 12 takes 100 to 500 KB."""


class SentPicture(NamedTuple):
    """A picture as it is sent, and the rows of cells that show it."""

    number: int
    data: str
    removal: str
    rows: Sequence[Strip]


def make_picture(image: "Image", size: tuple[int, int], background: Colour, cell: tuple[int, int]) -> SentPicture:
    """Encode a picture for so many columns and rows. `cell`: pixels of a cell; zeros if they are not known."""
    across, down = (min(one, most) for one, most in zip(known_cell(cell), MAX_CELL_PIXELS, strict=True))
    image = image.copy()
    image.thumbnail((size[0] * across, size[1] * down))
    number = random.randrange(1, MAX_NUMBER)
    rows = list(_placeholders(number, size, background))
    return SentPicture(number, _encode(image, number, size), _remove(number), rows)


def known_cell(cell: tuple[int, int]) -> tuple[int, int]:
    """Return the pixels of a cell; what is usual if they are not known."""
    if all(cell):
        return cell
    return CELL_PIXELS


def _encode(image: "Image", number: int, size: tuple[int, int]) -> str:
    """Return what sends a picture. Nothing of its file is in it but its pixels."""
    from PIL import Image  # late: it may not be installed

    stream = BytesIO()
    Image.frombytes(image.mode, image.size, image.tobytes()).save(stream, "PNG")
    data = base64.b64encode(stream.getvalue()).decode()
    chunks = [data[at : at + CHUNK_CHARS] for at in range(0, len(data), CHUNK_CHARS)]
    out: list[str] = []
    keys = f"a=t,f=100,t=d,i={number},q=2"
    for at, chunk in enumerate(chunks, 1):
        out.append(f"\x1b_G{keys},m={int(at < len(chunks))};{chunk}\x1b\\")
        keys = "q=2"
    return "".join([*out, f"\x1b_Ga=p,U=1,q=2,i={number},c={size[0]},r={size[1]}\x1b\\"])


def _remove(number: int) -> str:
    return f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\"


def _placeholders(number: int, size: tuple[int, int], background: Colour) -> Iterator[Strip]:
    cols, rows = size
    style = Style(color=Color.from_rgb(*number.to_bytes(3)), bgcolor=Color.from_rgb(*background))
    marks = "".join(_marks(MARKS))
    for row in range(rows):
        yield Strip([Segment("".join(PLACEHOLDER + marks[row] + marks[column] for column in range(cols)), style)], cols)


def _marks(ranges: str) -> Iterator[str]:
    for one in ranges.split():
        first, _, last = one.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))
