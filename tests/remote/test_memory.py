"""The memory of a process that reads from a hostile server, and that reads the longest reply that a server stores."""

import asyncio
import sys
import zlib
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import msgspec
import pytest

from app.api.objects import Message, Text, TextPart
from app.api.requests import Page
from app.remote import open_remote
from tests.remote.cable import At, Port
from tests.requirements import requirement

MIB = 2**20
MAX_MORE_MIB = 100
JSON = "200 OK\r\nContent-Type: application/json"
EVENTS = "200 OK\r\nContent-Type: text/event-stream"
PAGE = b'{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}'
READER = """
import asyncio, resource, sys
from pathlib import Path
from app.api.errors import Error
from app.api.requests import Page
from app.remote import open_remote
from app.settings import Settings

def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

async def main(url, what):
    settings = Settings(data_dir=Path("x"), config_dir=Path("x"), server=url)
    async with open_remote(settings) as (assistants, _):
        before, said = peak_mib(), ""
        try:
            if what == "events":
                async for event in assistants.follow("thread_1", "run_1"):
                    pass
            else:
                await assistants.list_messages("thread_1", Page())
        except Error as error:
            said = str(error)
        print(round(peak_mib() - before), said)

asyncio.run(main(*sys.argv[1:]))
"""

Body = Callable[[], AsyncGenerator[bytes]]


async def flood() -> AsyncGenerator[bytes]:
    """Send 2.5 GB."""
    for _ in range(2500):
        yield b"[" * 10**6


async def bomb() -> AsyncGenerator[bytes]:
    """Send 2.5 GB, packed."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    yield packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH)  # after a full flush the blocks can repeat
    for _ in range(2500):
        yield again


async def line() -> AsyncGenerator[bytes]:
    """Send one line without end."""
    yield b"data: "
    async for block in flood():
        yield block


async def fields() -> AsyncGenerator[bytes]:
    """Send long fields of one event, again and again."""
    for name in (b"id", b"event", b"data") * 20:
        yield name + b": "
        for _ in range(60):
            yield b"x" * MIB
        yield b"\n"


CASES: dict[str, tuple[str, Body, str]] = {
    "an object": (JSON, flood, "more than 88 MiB"),
    "a packed object": (f"{JSON}\r\nContent-Encoding: gzip", bomb, "more than 88 MiB"),
    "an error": ("400 Bad Request\r\nContent-Type: application/json", flood, ""),
    "a line of events": (EVENTS, line, "more than 88 MiB"),
    "fields of an event": (EVENTS, fields, "more than 88 MiB"),
}


@pytest.mark.parametrize("case", CASES)
@requirement("remote.bounds")
async def test_the_memory_of_a_hostile_body(case: str) -> None:
    head, body, words = CASES[case]
    opened = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if not opened.is_set():
            opened.set()
            writer.write(f"HTTP/1.1 {JSON}\r\nConnection: close\r\n\r\n".encode() + PAGE)
            return
        writer.write(f"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n".encode())
        async for block in body():
            writer.write(block)
            await writer.drain()

    async with Port(serve) as port:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", READER, port.url, "events" if head == EVENTS else "list"), stdout=PIPE
        )
        async with asyncio.timeout(60):
            out, _ = await process.communicate()
    more, _, said = out.decode().partition(" ")
    assert words in said
    assert len(said) > 20, "it says what is wrong"
    assert int(more) < MAX_MORE_MIB


LONG = Message(
    id="msg_1",
    created_at=1,
    thread_id="thread_1",
    status="completed",
    role="assistant",
    content=[TextPart(text=Text(value="\n" * 32 * MIB))],
)
"""As long as a reply can be that a server stores: 64 MiB in JSON, and what is around it."""


@requirement("remote.bounds")
async def test_the_longest_reply_can_be_read(at: At) -> None:
    content = msgspec.json.encode(LONG)
    page = b'{"object":"list","data":[%b],"first_id":"msg_1","last_id":"msg_1","has_more":true}' % content
    event = b"id: 1\nevent: thread.message.completed\ndata: %b\n\n" % content

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        parts, kind = [PAGE], JSON
        if b"/events" in path:
            parts, kind = [event], EVENTS
        elif b"/messages" in path:
            parts = [page] if b"limit=1" in path.split(b"?")[1].split(b"&") else [page, page]
        writer.write(f"HTTP/1.1 {kind}\r\nConnection: close\r\n\r\n".encode())
        for part in parts:
            writer.write(part)
            await writer.drain()

    async with Port(serve) as port, open_remote(at(port.url)) as (assistants, _):
        async with aclosing(assistants.follow("thread_1", "run_1")) as events:
            followed = await anext(events)
        assert followed.data == LONG
        listed = await assistants.list_messages("thread_1", Page())
        assert listed.data == [LONG], "a page that is too large with others is asked for alone"
        assert listed.has_more
