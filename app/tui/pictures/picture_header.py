"""The kind and size of a picture from the first bytes of its file, without a library.

Layouts: PNG (ISO 15948), GIF89a, JPEG (ITU-T T.81, annex B), WebP (RFC 9649), BMP. Nothing here raises: bytes that are
not what they should be have no size.
"""

import base64
import binascii
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

HEAD_CHARS = 131_072
"""Of the data of an address: a JPEG may have 64 KB of camera data before its size."""
NAMES = {"svg+xml": "SVG", "x-icon": "ICO", "vnd.microsoft.icon": "ICO", "jpg": "JPEG", "webp": "WebP"}
MAX_NAME_CHARS = 12
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The markers of JPEG after which the size stands."""
OTHER = re.compile(r"[^A-Za-z0-9]+")


class Header(NamedTuple):
    """What a file says of itself. `size`: None where it says nothing."""

    kind: str
    size: tuple[int, int] | None


def read_header(address: str) -> Header:
    """Read the kind and size of the picture of a data URL; the kind that the address names, if its bytes have none."""
    declared = address[: len("data:image/") + 40].removeprefix("data:image/")
    declared = re.split("[;,]", declared, maxsplit=1)[0].lower()
    name = NAMES.get(declared, OTHER.sub("", declared).upper()[:MAX_NAME_CHARS] or "unknown")
    try:
        return _read(data_of(address, HEAD_CHARS), name)
    except (ValueError, IndexError):
        return Header(name, None)


def data_of(address: str, chars: int | None = None) -> bytes:
    """Return the bytes in a data URL, of the first so many characters of its data. Raises `ValueError`."""
    comma = address.find(",")
    if comma < 0:
        raise ValueError("no data")
    end = len(address) if chars is None else comma + 1 + chars
    data = unquote_to_bytes(address[comma + 1 : end])
    if not address[:comma].rstrip().lower().endswith(";base64"):
        return data
    data = data.translate(bytes.maketrans(b"-_", b"+/"), b" \t\r\n").rstrip(b"=")
    data = data[: len(data) - (len(data) % 4 == 1)]  # one letter alone holds no byte
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _read(head: bytes, declared: str) -> Header:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Header("PNG", _size(head[16:20], head[20:24], "big"))
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Header("GIF", _size(head[6:8], head[8:10], "little"))
    if head.startswith(b"\xff\xd8"):
        return Header("JPEG", _jpeg_size(head))
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Header("WebP", _webp_size(head))
    if head.startswith(b"BM"):
        height = int.from_bytes(head[22:26], "little", signed=True)  # negative: its first row is the top one
        return Header("BMP", _size(head[18:22], abs(height).to_bytes(4, "little"), "little"))
    return Header(declared, None)


def _size(width: bytes, height: bytes, order: str) -> tuple[int, int] | None:
    """Return the size from two numbers; None if one is missing or nothing."""
    numbers = [int.from_bytes(one, "big" if order == "big" else "little") for one in (width, height)]
    return (numbers[0], numbers[1]) if all(numbers) else None


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    at = 2
    while head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:  # a byte between segments
            at += 1
        elif marker in FRAMES:
            return _size(head[at + 7 : at + 9], head[at + 5 : at + 7], "big")
        else:
            at += 2 + max(2, int.from_bytes(head[at + 2 : at + 4], "big"))
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    match head[12:16]:
        case b"VP8X":
            width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case _:
            width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return (width, height) if len(head) >= 30 and width and height else None
