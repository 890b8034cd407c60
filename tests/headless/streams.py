"""Streams for tests: what a command wrote, to a file or to a terminal."""

import asyncio
import io


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


class Closed(io.StringIO):
    """A stdout that is read up to `room` characters; then the reader is gone."""

    def __init__(self, room: int = 0) -> None:
        super().__init__()
        self._room = room

    def write(self, text: str, /) -> int:
        """Fail as a pipe does whose reader has left."""
        if self.tell() + len(text) > self._room:
            raise BrokenPipeError
        return super().write(text)


class Watched(io.StringIO):
    """A stream that a test can wait on."""

    def __init__(self) -> None:
        super().__init__()
        self._news = asyncio.Event()

    def write(self, text: str, /) -> int:
        """Tell who waits."""
        self._news.set()
        return super().write(text)

    async def shows(self, text: str) -> None:
        """Wait until this was written."""
        async with asyncio.timeout(10):
            while text not in self.getvalue():
                self._news.clear()
                await self._news.wait()
