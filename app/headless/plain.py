"""`assistant-chat --plain`: a conversation line by line that only appends, as screen readers and logs need it."""

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TextIO

from app.api.errors import Error
from app.api.message_text import ROLE_NAMES, text_of
from app.api.requests import Page
from app.api.services import Assistants, OpenServices
from app.headless.ask import Question, find_model, print_news, require_endpoint, run_question
from app.headless.clean_text import clean
from app.headless.printers import TextPrinter

GREETING = "Each line is one message. Ctrl+C cancels a reply, Ctrl+D quits."
SHOWN_MESSAGES = 20
"""How many messages of a thread are printed when it is opened again."""
CHUNK_BYTES = 65_536


async def converse(
    open_services: OpenServices, thread_id: str | None, lines: AsyncIterator[str], out: TextIO, err: TextIO
) -> int:
    """Reply to each line until there are no more; return 0. Raises `NoEndpoint`, and `NotFound` for the thread."""
    async with open_services() as (assistants, endpoints):
        endpoint = await require_endpoint(endpoints)
        if thread_id is not None:
            await print_newest(assistants, thread_id, out)
        err.write(f"{clean(endpoint.name)}. {GREETING}\n")
        print_prompt(err)
        async for line in lines:
            if line.strip():
                printer = TextPrinter(out, err, live=False)
                try:
                    run = await run_question(assistants, endpoint, Question(text=line, thread_id=thread_id), printer)
                except Error as error:
                    printer.print_note(str(error))
                else:
                    thread_id = run.thread_id
                    printer.print_end(run, await find_model(endpoints, run))
                    print_news(endpoints, printer)
            print_prompt(err)
        if thread_id is not None:
            err.write(f"\nContinue with: assistant-chat --plain {thread_id}\n")
    return 0


async def print_newest(assistants: Assistants, thread_id: str, out: TextIO) -> None:
    """Print the newest messages of a thread, oldest first."""
    page = await assistants.list_messages(thread_id, Page(limit=SHOWN_MESSAGES))
    for message in reversed(page.data):
        out.write(f"{ROLE_NAMES[message.role]}: {clean(text_of(message.content))}\n")
    out.flush()


def print_prompt(err: TextIO) -> None:
    """Prompt for the next message on a terminal."""
    if err.isatty():
        err.write("Message: ")
    err.flush()


async def read_lines(stdin: TextIO) -> AsyncIterator[str]:
    """Yield the lines of a stream as they arrive. A thread reads, so that the event loop is free meanwhile."""
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    # A daemon thread that bypasses Python's buffer: the process can exit without waiting for it or for its lock.
    threading.Thread(target=read_chunks, args=(stdin.fileno(), loop, chunks), name="stdin", daemon=True).start()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = ""
    while chunk := await chunks.get():
        *lines, text = (text + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield line
    if text:
        yield text


def read_chunks(stdin: int, loop: asyncio.AbstractEventLoop, chunks: asyncio.Queue[bytes]) -> None:
    """Read stdin in chunks and put them into the queue; an empty chunk marks the end."""
    chunk = b"-"
    # The loop may be closed while this waits for input.
    with suppress(RuntimeError):
        while chunk:
            try:
                chunk = os.read(stdin, CHUNK_BYTES)
            except OSError:
                chunk = b""
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
