"""`assistant-chat --plain`: a conversation line by line that only ever appends, as screen readers and logs need it.

`cli` calls it in place of the screen.
"""

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TextIO

from app.api.assistants import Assistants
from app.api.errors import Error
from app.api.message_text import text_of
from app.api.requests import Page
from app.api.services import OpenServices
from app.headless.ask import Question, answering, ask_in, ready
from app.headless.clean_text import clean
from app.headless.printers import TextPrinter

GREETING = "A line is a message. Ctrl+C cancels a run, Ctrl+D ends."
EARLIER = 20
"""Messages shown when a thread is opened again."""


async def converse(
    open_services: OpenServices, thread_id: str | None, lines: AsyncIterator[str], out: TextIO, err: TextIO
) -> int:
    """Answer every line until there are no more; 0. Raises `NoEndpoint`, and `NotFound` for an unknown thread."""
    async with open_services() as (assistants, endpoints):
        endpoint = await ready(endpoints)
        if thread_id is not None:
            await show_earlier(assistants, thread_id, out)
        err.write(f"{clean(endpoint.name)}. {GREETING}\n")
        prompt(err)
        async for line in lines:
            if line.strip():
                printer = TextPrinter(out, err, live=False)
                try:
                    run = await ask_in(assistants, endpoint, Question(text=line, thread_id=thread_id), printer)
                except Error as error:
                    printer.note(str(error))
                else:
                    thread_id = run.thread_id
                    printer.end(run, await answering(endpoints, run))
            prompt(err)
        if thread_id is not None:
            err.write(f"\nTo go on: assistant-chat --plain {thread_id}\n")
    return 0


async def show_earlier(assistants: Assistants, thread_id: str, out: TextIO) -> None:
    """The newest messages of a thread, oldest first."""
    page = await assistants.list_messages(thread_id, Page(limit=EARLIER))
    for message in reversed(page.data):
        out.write(f"{'You' if message.role == 'user' else 'Assistant'}: {clean(text_of(message.content))}\n")
    out.flush()


def prompt(err: TextIO) -> None:
    """Ask for the next message, where somebody sits."""
    if err.isatty():
        err.write("Message: ")
    err.flush()


async def read_lines(stdin: TextIO) -> AsyncIterator[str]:
    """The lines of a stream as they come. A thread waits for them, so that runs go on meanwhile."""
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    # A daemon that reads without Python's buffer: nothing at the end of the process waits for it or its lock.
    threading.Thread(target=read_on, args=(stdin.fileno(), loop, chunks), name="stdin", daemon=True).start()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = ""
    while chunk := await chunks.get():
        *lines, text = (text + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield line
    if text:
        yield text


def read_on(stdin: int, loop: asyncio.AbstractEventLoop, chunks: asyncio.Queue[bytes]) -> None:
    """Hand over what comes until the end, which is an empty chunk."""
    chunk = b"-"
    # The loop may be closed while this waits for a line that nobody needs any more.
    with suppress(RuntimeError):
        while chunk:
            try:
                chunk = os.read(stdin, 65536)
            except OSError:
                chunk = b""
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
