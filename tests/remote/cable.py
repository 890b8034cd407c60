"""Ports for tests: `Port` serves connections with a function, `Cable` is a line to a server that a test can cut."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Self

from app.settings import Settings

At = Callable[[str], Settings]
"""Type of the fixture `at`: the settings of a user whose server has this address."""

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Port:
    """Listens on `number`; `handle` serves each connection, which is closed when it returns."""

    def __init__(self, handle: Handle) -> None:
        self.number = 0
        self._handle = handle
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self.number}/v1"

    async def __aenter__(self) -> Self:
        def connected() -> asyncio.StreamReaderProtocol:
            return asyncio.StreamReaderProtocol(asyncio.StreamReader(), self._connected)

        self._server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
        self.number = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Not a coroutine: asyncio would create the task and log an error when it is cancelled.
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: writer.close())  # a task cancelled before its first step closes nothing

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._handle(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


class Cable(Port):
    """Connects its port with the port `target`, which may change. `live` holds the open connections.

    `swallows`: a request still arrives, but the connection breaks where its response would begin. `trips`: the number
    of next connections that break at their first byte.
    """

    def __init__(self, target: int) -> None:
        super().__init__(self._joined)
        self.target = target
        self.swallows = False
        self.trips = 0
        self.live: set[asyncio.StreamWriter] = set()
        self._frozen: set[asyncio.StreamWriter] = set()
        self._news = asyncio.Event()

    def freeze(self) -> None:
        """Stop all data on the open connections, as when a machine on the way is switched off."""
        self._frozen = {*self.live}

    def cut(self) -> None:
        """Break every open connection; new ones can be made."""
        for writer in self.live:
            writer.transport.abort()

    async def used(self, count: int) -> None:
        """Wait until exactly `count` connections are open."""
        async with asyncio.timeout(10):
            while len(self.live) != count:
                self._news.clear()
                await self._news.wait()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.trips:
            self.trips -= 1
            await reader.read(1)
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        self._changed(writer, live=True)
        ways = [
            asyncio.create_task(self._flow(reader, far_writer)),
            asyncio.create_task(self._flow(far_reader, writer, answers=True)),
        ]
        try:
            await asyncio.wait(ways, return_when="FIRST_COMPLETED")
        finally:
            far_writer.close()  # first: at the end of a test the next line may be cancelled
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._changed(writer, live=False)
            with suppress(OSError):
                await far_writer.wait_closed()

    async def _flow(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool = False) -> None:
        while piece := await source.read(65536):
            if answers and self.swallows:
                return
            if sink in self._frozen:
                await asyncio.Event().wait()
            sink.write(piece)
            await sink.drain()

    def _changed(self, writer: asyncio.StreamWriter, *, live: bool) -> None:
        if live:
            self.live.add(writer)
        else:
            self.live.discard(writer)
        self._news.set()
