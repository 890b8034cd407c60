"""Text streams in place of stdout and stderr: a terminal, a pipe whose reader leaves, one that can be awaited."""

import asyncio
import io


class Terminal(io.StringIO):
    """A text stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """Always true."""
        return True


class Closed(io.StringIO):
    """A stdout whose reader leaves after `room` characters."""

    def __init__(self, room: int = 0) -> None:
        super().__init__()
        self._room = room

    def write(self, text: str, /) -> int:
        """Write, or fail like a pipe whose reader has left."""
        if self.tell() + len(text) > self._room:
            raise BrokenPipeError
        return super().write(text)


class Watched(io.StringIO):
    """A stream that a test can wait on."""

    def __init__(self) -> None:
        super().__init__()
        self._news = asyncio.Event()

    def write(self, text: str, /) -> int:
        """Write, and wake the waiting test."""
        self._news.set()
        return super().write(text)

    async def shows(self, text: str) -> None:
        """Wait until this text has been written."""
        async with asyncio.timeout(10):
            while text not in self.getvalue():
                self._news.clear()
                await self._news.wait()
