"""Unpacks the body of a response by what its first bytes are, since the label is often wrong.

Proxies label a plain body as gzip, or send gzip without a label. What was unpacked before a fault is passed on.
"""

import zlib
from collections.abc import AsyncIterator, Iterator, Sequence

import httpx2

from app.openai_sdk.body_size import check_size

STEP_BYTES = 2**20
"""At most so much is unpacked at a time, so that a small body cannot become a huge one at once."""
GZIP = b"\x1f\x8b\x08"
GZIP_WBITS = zlib.MAX_WBITS | 16
RAW_WBITS = -zlib.MAX_WBITS
FIRST_BYTES = 16
"""Enough to tell text from deflate without a header, which begins with any byte."""
TEXT_CONTROLS = b"\t\n\r"
MAX_LAYERS = 3


class Unpacker:
    """Unpacks one layer. `label`: what the header says of it."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._first: bytes | None = b""
        self._wbits = 0
        self._unpacking: zlib._Decompress | None = None  # pyright: ignore[reportPrivateUsage] - zlib has no other name
        self._ended = False

    @property
    def is_plain(self) -> bool:
        """Whether its first bytes have shown that nothing is packed."""
        return self._first is None and self._unpacking is None

    def unpack(self, block: bytes) -> Iterator[bytes]:
        """Yield what is in the block. Raises `httpx2.DecodingError` behind what could be unpacked."""
        if self._first is not None:
            self._first += block
            if len(self._first) < FIRST_BYTES and not self._is_plain(self._first):
                return
            block = self._begin(self._first)
        yield from self._unpack(block)

    def end(self) -> Iterator[bytes]:
        """Yield the rest."""
        if self._first is not None:
            yield from self._unpack(self._begin(self._first))
        if self._unpacking is not None and not self._ended:
            yield self._unpacking.flush()

    def _is_plain(self, first: bytes) -> bool:
        """Whether a short beginning is already known to be no packing."""
        return self._label != "deflate" and not GZIP.startswith(first[:3]) and first[:1] != b"\x78"

    def _begin(self, first: bytes) -> bytes:
        self._first = None
        self._wbits = wbits_of(first, self._label)
        if self._wbits:
            self._unpacking = zlib.decompressobj(self._wbits)
        return first

    def _unpack(self, block: bytes) -> Iterator[bytes]:
        if self._unpacking is None:
            yield block
            return
        more = True
        while more and not self._ended:
            before = self._unpacking.copy()
            try:
                piece = self._unpacking.decompress(block, STEP_BYTES)
            except zlib.error as error:
                self._ended = True
                yield from salvage(before, block)
                if "check" in str(error):  # only the sum at the end is wrong
                    return
                raise httpx2.DecodingError(str(error)) from error
            if piece:
                yield piece
            block = self._unpacking.unconsumed_tail
            if self._unpacking.eof:
                block = self._next_member(self._unpacking.unused_data)
            more = bool(block) or len(piece) == STEP_BYTES  # zlib may hold back what did not fit

    def _next_member(self, rest: bytes) -> bytes:
        """Go on with the next of several packings in a row; what is none is padding."""
        rest = rest.lstrip(b"\0")
        if self._wbits == GZIP_WBITS and GZIP.startswith(rest[:3]):
            self._unpacking = zlib.decompressobj(self._wbits)
            return rest
        self._ended = True
        return b""


class UnpackedStream(httpx2.AsyncByteStream):
    """The body of a response, unpacked. `max_bytes`: of the bytes as they were sent, `None` for no bound."""

    def __init__(self, stream: httpx2.AsyncByteStream, labels: Sequence[str], max_bytes: int | None) -> None:
        self._stream = stream
        labels = [label.strip().lower() for label in reversed(labels)]
        self._layers = [Unpacker(label) for label in labels[:MAX_LAYERS] or [""]]
        self._max_bytes = max_bytes
        self._is_plain = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the unpacked bytes. Raises `BodyTooLarge`."""
        size = 0
        async for block in self._stream:
            size += len(block)
            check_size(self._max_bytes, size)
            if self._is_plain:
                yield block
                continue
            for piece in self._through(block, 0):
                yield piece
            self._is_plain = all(layer.is_plain for layer in self._layers)
        for place, layer in enumerate(self._layers):
            for rest in layer.end():
                for piece in self._through(rest, place + 1):
                    yield piece

    async def aclose(self) -> None:
        """Close the connection's side of it."""
        await self._stream.aclose()

    def _through(self, block: bytes, place: int) -> Iterator[bytes]:
        """Unpack by the layers from this place on."""
        if place == len(self._layers):
            yield block
            return
        for piece in self._layers[place].unpack(block):
            yield from self._through(piece, place + 1)


def wbits_of(first: bytes, label: str) -> int:
    """Return how zlib calls the packing of a body that begins so; 0 for none."""
    if first.startswith(GZIP):
        return GZIP_WBITS
    if not label or label == "identity" or is_text(first[:64]):
        return 0
    if len(first) > 1 and first[0] & 15 == 8 and int.from_bytes(first[:2], "big") % 31 == 0:  # RFC 1950, 2.2
        return zlib.MAX_WBITS
    return RAW_WBITS if label == "deflate" else 0


def is_text(first: bytes) -> bool:
    """Whether a body begins like UTF-8 text; its last character may be cut."""
    if any(byte < 32 and byte not in TEXT_CONTROLS for byte in first):
        return False
    try:
        first.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(first) - 3 and error.start > 0
    return True


def salvage(unpacking: "zlib._Decompress", block: bytes) -> Iterator[bytes]:  # pyright: ignore[reportPrivateUsage]
    """Yield what a block holds before its fault; zlib itself drops all of the block."""
    for place in range(len(block)):
        try:
            piece = unpacking.decompress(block[place : place + 1])
        except zlib.error:
            return
        if piece:
            yield piece
