"""Reads the pixels of a picture with Pillow, which comes with the extra `pictures`. For a thread: it may take a second.

A picture comes from a model or another program, so how much it may take is bounded before anything is read, and only
decoders of these formats see its bytes. Of an animation, the first frame is read.
"""

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from app.tui.pictures.picture_header import data_of
from app.tui.pictures.stand_ins import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
"""160 MB while it is read."""
MAX_ADDRESS_CHARS = MAX_BYTES * 4 // 3 + 200
KEPT_PIXELS = 1_600
"""Of the longer side, after reading: no terminal has more half blocks."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
BROKEN = (OSError, SyntaxError, ValueError, LookupError, EOFError, TypeError, ArithmeticError, struct.error, zlib.error)
"""What the decoders raise at bytes that are not what they should be (Pillow 13)."""
NOT_INSTALLED = "Pictures are drawn with Pillow, which is not installed: pip install pillow"


class NotShown(Exception):
    """A picture cannot be drawn. The text is a sentence that says why."""


def read_pixels(picture: Picture) -> "Image":
    """Return the picture in RGBA, no larger than a terminal can show. Raises `NotShown`."""
    try:
        from PIL import Image, ImageOps  # late: 50 ms, and it may not be installed
    except ImportError as error:
        raise NotShown(NOT_INSTALLED) from error
    stream = _checked(picture)
    try:
        with Image.open(stream, formats=FORMATS) as image:
            _check_pixels(*image.size)  # of the first frame, which may be larger than the header says
            image.draft("RGB", (KEPT_PIXELS, KEPT_PIXELS))
            image.load()
            image.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
            return ImageOps.exif_transpose(image).convert("RGBA")
    except MemoryError as error:
        raise NotShown("There is not enough memory for this picture.") from error
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise NotShown("This picture is broken or cut off.") from error


def _checked(picture: Picture) -> BytesIO:
    """Return the bytes of a picture whose size is known and not too large."""
    _check_length(picture)
    try:
        data = data_of(picture.address)
    except ValueError as error:
        raise NotShown("This picture is broken: its data is not base64.") from error
    check_header(picture)
    return BytesIO(data)


def check_header(picture: Picture) -> None:
    """Raise `NotShown` for a picture whose size is not known or too large."""
    _check_length(picture)
    if picture.size is None:
        if picture.kind.upper() in FORMATS:
            raise NotShown("This picture is broken or cut off.")
        raise NotShown(f"Pictures of this kind are not drawn here: {picture.kind}.")
    _check_pixels(*picture.size)


def _check_length(picture: Picture) -> None:
    if len(picture.address) > MAX_ADDRESS_CHARS:
        raise NotShown(f"This picture has more than {MAX_BYTES // 1_000_000} MB.")


def _check_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise NotShown(f"This picture has {width:,} × {height:,} pixels, more than {MAX_PIXELS // 1_000_000} million.")
