"""A model server, or a name server, that holds up whoever asks it."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

PAUSE_S = 0.05
FLOOD = b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": "word " * 200}}]}).encode() + b"\n\n"
WORD = b'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
MODELS = b'{"object":"list","data":[{"id":"m","object":"model","created":1,"owned_by":"x"}]}'
BLOCKS_NAMES = """
import socket, time

resolve = socket.getaddrinfo

def getaddrinfo(host, *rest, **more):
    if host in ("slow.example", b"slow.example"):
        open({marker!r}, "w").close()
        time.sleep(60)
    return resolve(host, *rest, **more)

socket.getaddrinfo = getaddrinfo
"""
"""A resolver that does not answer, as Python sees it: a call that blocks its thread. Python runs `sitecustomize`."""


async def nothing() -> AsyncGenerator[bytes]:
    """Not even the head of a response."""
    await asyncio.Event().wait()
    yield b""


async def repeat(head: bytes, piece: bytes, pause_s: float = PAUSE_S) -> AsyncGenerator[bytes]:
    """A head, then the same piece for ever."""
    yield head
    while True:
        yield piece
        await asyncio.sleep(pause_s)


def response(type: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n\r\n".encode()


JSON, EVENTS = response("application/json"), response("text/event-stream")
LISTS: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    "silent list": nothing,
    "dripping list": lambda: repeat(JSON, b" "),
    "flooding list": lambda: repeat(JSON, b" " * 2**16, 0),
}
STREAMS: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    "silent stream": nothing,
    "stream of words": lambda: repeat(EVENTS, WORD),
    "stream of comments": lambda: repeat(EVENTS, b": still there\n\n"),
    "stream of half a line": lambda: repeat(EVENTS, b"data: {", 0),
    "flood": lambda: repeat(EVENTS, FLOOD, 0),
}


@asynccontextmanager
async def slow_server(case: str) -> AsyncGenerator[tuple[str, asyncio.Event]]:
    """Serve on a free port; yield the base URL, and the event that the slow part was asked for."""
    asked = asyncio.Event()
    answering = set[asyncio.Task[None]]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        answering.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
            is_list = path.endswith(b"/models")
            if is_list and case in STREAMS:
                writer.write(JSON.replace(b"\r\n\r\n", b"\r\nContent-Length: %d\r\n\r\n" % len(MODELS)) + MODELS)
                await writer.drain()
            else:
                asked.set()
                async for piece in (LISTS[case] if is_list else STREAMS[case])():
                    writer.write(piece)
                    await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/v1", asked
    finally:
        server.close()
        for task in answering:
            task.cancel()


def block_names(folder: Path) -> Path:
    """Make a folder for `PYTHONPATH` in which looking up slow.example blocks; return the file that this makes."""
    folder.mkdir()
    marker = folder / "asked"
    (folder / "sitecustomize.py").write_text(BLOCKS_NAMES.format(marker=str(marker)))
    return marker
