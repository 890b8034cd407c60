"""A file over HTTPS that goes on where it stopped. `fetch` calls it with the official address."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import httpx2

from app.api.errors import Error

CONNECT = 5.0
"""Seconds: where the address cannot be reached, the other source should start soon."""
SILENCE = 20.0
TRIES = 3
"""In a row without a new byte."""
STEP = 2**20
"""Bytes between two reports."""


class FileGone(Error):
    """The address does not give the file, or not all of it; what came is kept."""


async def grown_from_file(url: str, part: Path, size: int) -> AsyncGenerator[int, None]:
    """Append to `part` until it has `size` bytes; yields its length. Raises `FileGone`."""
    timeout = httpx2.Timeout(SILENCE, connect=CONNECT)
    tries = 0
    async with httpx2.AsyncClient(timeout=timeout, follow_redirects=True) as client:
        while (have := size_of(part)) < size:
            problem = "it ended early"
            try:
                async with aclosing(appended(client, url, part, have, size)) as lengths:
                    async for length in lengths:
                        yield length
            except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL) as error:
                raise FileGone(f"{url} cannot be reached") from error
            except httpx2.HTTPError as error:
                problem = type(error).__name__
            tries = 0 if size_of(part) > have else tries + 1
            if tries >= TRIES:
                raise FileGone(f"{url}: {problem}")


async def appended(client: httpx2.AsyncClient, url: str, part: Path, have: int, size: int) -> AsyncGenerator[int, None]:
    """One request for the rest; yields the length of `part`. Raises `FileGone` when it is another file."""
    # Encoded, the length would not be that of the file.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    async with client.stream("GET", url, headers=headers) as response:
        if response.status_code not in (200, 206):
            raise FileGone(f"{url} answers with HTTP {response.status_code}")
        going_on = response.status_code == 206 and starts_at(response, have)
        if response.status_code == 206 and not going_on:
            raise FileGone(f"{url} goes on at another place")
        start = have if going_on else 0
        said = response.headers.get("content-length", "")
        if said.isdecimal() and start + int(said) != size:
            raise FileGone(f"{url} has another size")
        with part.open("ab" if going_on else "wb") as file:
            length = shown = start
            # No block size for the iterator: what it holds back would be lost with the connection.
            async for block in response.aiter_bytes():
                if (length := length + len(block)) > size:
                    raise FileGone(f"{url} is longer than it should be")
                file.write(block)
                if length - shown >= STEP or length == size:
                    shown = length
                    yield length


def starts_at(response: httpx2.Response, have: int) -> bool:
    """Whether a partial answer begins where we stopped."""
    return response.headers.get("content-range", "").startswith(f"bytes {have}-")


def size_of(file: Path) -> int:
    """Bytes in a file, 0 when it is not there."""
    try:
        return file.stat().st_size
    except OSError:
        return 0
