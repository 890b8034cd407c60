"""Pictures for tests, made by hand: two halves of colour."""

import base64
import struct
import zlib

RED, BLUE = bytes((255, 0, 0)), bytes((0, 0, 255))


def png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """Make a PNG whose upper half is red and whose lower half is blue. `rows`: so many are in the file."""
    lines = ((RED if y < height / 2 else BLUE) * width for y in range(height if rows is None else rows))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines), 0)),
            _chunk(b"IEND", b""),
        )
    )


def data_url(data: bytes, kind: str = "png") -> str:
    """Return the address that has these bytes in it."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
