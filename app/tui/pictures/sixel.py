"""Pictures as Sixel graphics, for terminals whose attributes say that they have them.

Sixel writes six rows of pixels at a time, one pass for each colour in them: a character has the six pixels of a column
that have the colour. Source: DEC's VT330/VT340 manual, chapter 14; a library with wheels for all our systems does not
exist. All the work on single pixels is done by bytes and numbers as a whole, since a picture has a million of them.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_COLOURS = 255
BAND_ROWS = 6
FIRST_CHARACTER = 63
"""The character without a pixel."""
RUN = re.compile(rb"(.)\1{3,}", re.S)
TO_CHARACTERS = bytes(min(bits + FIRST_CHARACTER, 255) for bits in range(256))


def encode(image: "Image") -> str:
    """Return a picture without transparency as a sequence. Pixels that it does not set are left as they are."""
    small = image.quantize(MAX_COLOURS)
    width, height = small.size
    palette = small.getpalette("RGB") or []
    colours = [palette[at : at + 3] for at in range(0, len(palette), 3)]
    used = sorted(set(small.tobytes()))
    names = "".join(f"#{one};2;{';'.join(str(round(part / 2.55)) for part in colours[one])}" for one in used)
    pixels = small.tobytes()
    size = width * BAND_ROWS
    bands = (pixels[at : at + size] for at in range(0, len(pixels), size))
    body = b"-".join(b"$".join(_passes(band, width)) for band in bands)
    return f'\x1bP0;1q"1;1;{width};{height}{names}{body.decode()}\x1b\\'


def _passes(band: bytes, width: int) -> Iterator[bytes]:
    """Yield the pass of each colour of up to six rows."""
    rows = [band[at : at + width] for at in range(0, len(band), width)]
    for colour in sorted(set(band)):
        bits = 0
        for row, line in enumerate(rows):
            table = bytearray(256)
            table[colour] = 1 << row
            bits |= int.from_bytes(line.translate(table))
        line = bits.to_bytes(width).translate(TO_CHARACTERS)
        yield b"#%d%b" % (colour, RUN.sub(_shorten, line.rstrip(bytes([FIRST_CHARACTER]))))


def _shorten(run: re.Match[bytes]) -> bytes:
    return b"!%d%b" % (len(run[0]), run[1])
