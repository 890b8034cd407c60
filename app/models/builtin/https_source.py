"""A file over HTTPS, resumed where an earlier download stopped."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Literal

import httpx2

from app.api.errors import Error
from app.settings.private_file import open_private

CONNECT_TIMEOUT_S = 5.0
"""Short: where the address cannot be reached, the other source should start soon."""
READ_TIMEOUT_S = 20.0
MAX_TRIES = 3
"""How many requests in a row may bring no new byte."""
REPORT_BYTES = 2**20
"""Between two reports of progress."""


class SourceFailed(Error):
    """The address does not provide the file, or not all of it; the bytes that arrived are kept."""


async def append_from_url(url: str, part: Path, size: int) -> AsyncGenerator[int, None]:
    """Append to `part` until it has `size` bytes; yield its length. Raises `SourceFailed`."""
    timeout = httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    tries = 0
    async with httpx2.AsyncClient(timeout=timeout, follow_redirects=True) as client:
        while (have := size_of(part)) < size:
            problem = "the download ended early"
            try:
                async with aclosing(append_response(client, url, part, size)) as lengths:
                    async for length in lengths:
                        yield length
            except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL) as error:
                raise SourceFailed(f"{url} cannot be reached") from error
            except httpx2.HTTPError as error:
                problem = type(error).__name__
            tries += 1
            if size_of(part) > have:
                tries = 0
            if tries >= MAX_TRIES:
                raise SourceFailed(f"{url}: {problem}")


async def append_response(client: httpx2.AsyncClient, url: str, part: Path, size: int) -> AsyncGenerator[int, None]:
    """Request the rest once; yield the length of `part`. Raises `SourceFailed` when the address has another file."""
    have = size_of(part)
    headers = {"Accept-Encoding": "identity"}  # compressed, Content-Length would not be the file's
    if have:
        headers["Range"] = f"bytes={have}-"
    async with client.stream("GET", url, headers=headers) as response:
        if response.status_code not in (200, 206):
            raise SourceFailed(f"{url} returned HTTP {response.status_code}")
        mode: Literal["wb", "ab"] = "wb"
        start = 0  # with status 200 the server sends the whole file again
        if response.status_code == 206:
            if not response.headers.get("content-range", "").startswith(f"bytes {have}-"):
                raise SourceFailed(f"{url} did not resume at byte {have}")
            mode = "ab"
            start = have
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and start + int(declared) != size:
            raise SourceFailed(f"the file at {url} has the wrong size")
        with open_private(part, mode) as file:
            length = reported = start
            # No block size for the iterator: blocks that it holds back would be lost with the connection.
            async for block in response.aiter_bytes():
                length += len(block)
                if length > size:
                    raise SourceFailed(f"the file at {url} is too long")
                file.write(block)
                if length - reported >= REPORT_BYTES or length == size:
                    reported = length
                    yield length


def size_of(file: Path) -> int:
    """Return the size of a file in bytes, 0 when there is none."""
    try:
        return file.stat().st_size
    except OSError:
        return 0
