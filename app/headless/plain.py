"""`assistant-chat --plain`: a conversation line by line that only appends, as screen readers and logs need it."""

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TextIO

from app.api.endpoints import Endpoint
from app.api.errors import Error
from app.api.message_text import ROLE_NAMES, text_of
from app.api.requests import Page
from app.api.services import Assistants, OpenServices, Services
from app.headless.ask import Question, RunLost, find_model, print_news, require_endpoint, run_question, telling_news
from app.headless.clean_text import clean
from app.headless.earlier_run import cancel_abandoned
from app.headless.exit_codes import COMPLETED, STOPPED
from app.headless.printers import TextPrinter
from app.headless.stop_request import StopRequest

GREETING = "Each line is one message. Ctrl+C cancels a reply, Ctrl+D quits."
SHOWN_MESSAGES = 20
"""How many messages of a thread are printed when it is opened again."""
CHUNK_BYTES = 65_536


class Conversation:
    """The thread of `--plain`, which begins with the first message, and where its replies are printed."""

    def __init__(self, services: Services, thread_id: str | None, out: TextIO, err: TextIO, stop: StopRequest) -> None:
        self.thread_id = thread_id
        self._services = services
        self._out, self._err = out, err
        self._stop = stop

    async def begin(self) -> Endpoint:
        """Print what the thread has, and who answers. Raises `NoEndpoint`, and `NotFound` for the thread."""
        endpoint = await require_endpoint(self._services.endpoints)
        if self.thread_id is not None:
            about_earlier_run = await cancel_abandoned(self._services.assistants, self.thread_id)
            await print_newest(self._services.assistants, self.thread_id, self._out)
            if about_earlier_run:
                self._err.write(f"{about_earlier_run}\n")
        self._err.write(f"{clean(endpoint.name)}. {GREETING}\n")
        return endpoint

    async def reply_to(self, lines: AsyncIterator[str], endpoint: Endpoint) -> None:
        """Reply to each line until there are no more, or the process is asked to end.

        Raises `CancelledError` for a signal while it waits for a line.
        """
        print_prompt(self._err)
        async for line in lines:
            if line.strip():
                self._stop.may_continue = True
                await self._reply(endpoint, line)
                self._stop.may_continue = False
            if self._stop.ending:
                raise asyncio.CancelledError
            print_prompt(self._err)

    async def _reply(self, endpoint: Endpoint, line: str) -> None:
        printer = TextPrinter(self._out, self._err, live=False)
        question = Question(text=line, thread_id=self.thread_id)
        try:
            async with telling_news(self._services.endpoints, endpoint, printer):
                run = await run_question(self._services.assistants, endpoint, question, printer)
        except RunLost as lost:
            self.thread_id = lost.run.thread_id
            printer.print_note(str(lost))
            return
        except Error as error:
            printer.print_note(str(error))
            return
        self.thread_id = run.thread_id
        printer.print_end(run, await find_model(self._services.assistants, self._services.endpoints, run))
        print_news(self._services.endpoints, printer)
        if run.status == "cancelled":
            printer.print_note("Cancelled.")


async def converse(
    open_services: OpenServices,
    thread_id: str | None,
    lines: AsyncIterator[str],
    out: TextIO,
    err: TextIO,
    stop: StopRequest | None = None,
) -> int:
    """Hold the conversation and return the exit code. Raises `NoEndpoint`, and `NotFound` for the thread."""
    stop = stop or StopRequest()
    async with open_services() as services:
        conversation = Conversation(services, thread_id, out, err, stop)
        endpoint = await conversation.begin()
        code = COMPLETED
        try:
            await conversation.reply_to(lines, endpoint)
        except asyncio.CancelledError:
            stop.ending = True
            code = STOPPED
        if conversation.thread_id is not None:
            err.write(f"\nContinue with: assistant-chat --plain {conversation.thread_id}\n")
        elif err.isatty():
            err.write("\n")
    return code


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
