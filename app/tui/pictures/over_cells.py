"""Pictures whose pixels are drawn over the cells, at the cursor: in iTerm2 and WezTerm, and with Sixel.

Source: iTerm2, "Inline Images Protocol" (OSC 1337). Whatever is written into the cells afterwards replaces the pixels.
"""

import base64
from io import BytesIO
from typing import TYPE_CHECKING, Literal, NamedTuple

from app.tui.pictures.boxes import Colour, fit
from app.tui.pictures.sixel import encode

if TYPE_CHECKING:
    from PIL.Image import Image


class OverCells(NamedTuple):
    """A picture as it is written, and the columns and rows that it covers."""

    data: str
    size: tuple[int, int]


def make_over_cells(
    way: Literal["iterm", "sixel"], image: "Image", room: tuple[int, int], background: Colour, cell: tuple[int, int]
) -> OverCells:
    """Encode a picture for so many columns and rows at most. `cell`: pixels of one. For a thread."""
    from PIL import Image  # late: it may not be installed

    size = fit(image.size, cell, room)
    small = image.copy()
    small.thumbnail((size[0] * cell[0], size[1] * cell[1]))
    opaque = Image.new("RGB", small.size, background)  # a picture of its own: nothing of the file but the pixels
    opaque.paste(small, (0, 0), small)
    if way == "sixel":
        return OverCells(encode(opaque), size)
    stream = BytesIO()
    opaque.save(stream, "PNG")
    data = stream.getvalue()
    keys = f"inline=1;size={len(data)};width={size[0]};height={size[1]};preserveAspectRatio=1;doNotMoveCursor=1"
    return OverCells(f"\x1b]1337;File={keys}:{base64.b64encode(data).decode()}\x07", size)
