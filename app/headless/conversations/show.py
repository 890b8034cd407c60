"""`assistant-chat show`: prints a conversation, or exports it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TextIO

from app.api.services import OpenServices
from app.headless.clean_text import clean
from app.headless.conversations.change_thread import find_thread
from app.headless.conversations.formats import FORMATS
from app.headless.conversations.read_conversation import find_title, read_messages
from app.headless.exit_codes import COMPLETED
from app.headless.lists.stored_lists import print_json


async def show(open_services: OpenServices, thread_id: str, format_name: str, as_json: bool, out: TextIO) -> int:
    """Print a conversation in this format, oldest message first. Raises `Error`.

    `as_json`: print the objects of the API, one a line, in place of a document. Escapes are kept where a program reads
    them.
    """
    async with open_services() as services:
        thread = await find_thread(services.assistants, thread_id)
        async with aclosing(read_messages(services.assistants, thread)) as messages:
            if as_json:
                print_json([thread], out)
                async for one in messages:
                    print_json([one.message], out)
                return COMPLETED
            title = await find_title(services.assistants, thread)
            await write(FORMATS[format_name](thread, title, messages), out)
    return COMPLETED


async def write(pieces: AsyncGenerator[str], out: TextIO) -> None:
    """Write a document piece by piece, made safe for a terminal."""
    is_terminal = out.isatty()
    async with aclosing(pieces):
        async for piece in pieces:
            out.write(clean(piece) if is_terminal else piece)
