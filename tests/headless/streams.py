"""Streams for tests: a terminal, a closed pipe, and one that a test can wait for."""

import asyncio
import io


class Terminal(io.StringIO):
    """A text stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


class Closed(io.StringIO):
    """A pipe whose reader leaves after `room` characters."""

    def __init__(self, room: int = 0) -> None:
        super().__init__()
        self._room = room

    def write(self, text: str, /) -> int:
        """Raise `BrokenPipeError` once the reader has left."""
        if self.tell() + len(text) > self._room:
            raise BrokenPipeError
        return super().write(text)


class Watched(io.StringIO):
    """A stream that records what is written and lets a test wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self._written = asyncio.Event()

    def write(self, text: str, /) -> int:
        """Write, and wake the test that waits."""
        self._written.set()
        return super().write(text)

    async def shows(self, text: str) -> None:
        """Wait until the text has been written."""
        async with asyncio.timeout(10):
            while text not in self.getvalue():
                self._written.clear()
                await self._written.wait()
