"""A conversation as Markdown, JSON or a web page, piece by piece."""

import html
import json
from collections.abc import AsyncGenerator, Callable

import msgspec

from app.api.objects import Thread
from app.headless.clean_text import clean, escape_controls
from app.headless.conversations.read_conversation import ShownMessage
from app.headless.lists.cells import local_time

Messages = AsyncGenerator[ShownMessage]
Export = Callable[[Thread, str, Messages], AsyncGenerator[str]]
"""Yields the pieces of a document of a thread with its title and messages."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ max-width: 48rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color-scheme: light dark; }}
article {{ margin: 1.5rem 0; }}
article > p:first-child {{ margin: 0; opacity: 0.7; font-size: 0.85rem; }}
.user > div {{ white-space: pre-wrap; }}
pre {{ overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 4px; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid; padding: 0.25rem 0.5rem; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{about}</p>
"""
END_OF_PAGE = "</body>\n</html>\n"


def about(thread: Thread) -> str:
    """Return the line below the title."""
    return f"{thread.id} · {local_time(thread.created_at)}"


async def to_markdown(thread: Thread, title: str, messages: Messages) -> AsyncGenerator[str]:
    """Yield the conversation as Markdown: a heading for each message, its text as it was written."""
    yield f"# {' '.join(title.split())}\n\n{about(thread)}\n"
    async for one in messages:
        texts = [text for text in (one.text.strip("\n"), *one.files) if text]
        yield "\n".join(["", f"## {one.byline}", *(f"\n{text}" for text in texts or [""])]) + "\n"


async def to_json(thread: Thread, title: str, messages: Messages) -> AsyncGenerator[str]:
    """Yield one JSON document with the API's objects: the thread, its title, and its messages."""
    yield f'{{"title": {json.dumps(title)},\n "thread": {encode(thread)},\n "messages": ['
    separator = "\n"
    async for one in messages:
        yield f"{separator}  {encode(one.message)}"
        separator = ",\n"
    yield "\n]}\n"


async def to_html(thread: Thread, title: str, messages: Messages) -> AsyncGenerator[str]:
    """Yield a web page that needs nothing else and fetches nothing: replies as Markdown, all else as text."""
    from app.headless.conversations.web_markdown import render_reply  # late: markdown-it, for this format alone

    yield PAGE.format(title=html.escape(clean(title)), about=html.escape(about(thread)))
    async for one in messages:
        role, text = one.message.role, clean(one.text)
        body = render_reply(text) if role == "assistant" else html.escape(text)
        files = "".join(f"<p>{html.escape(clean(words))}</p>\n" for words in one.files)
        byline = html.escape(clean(one.byline))
        yield f'<article class="{role}">\n<p>{byline}</p>\n<div>{body}</div>\n{files}</article>\n'
    yield END_OF_PAGE


def encode(value: msgspec.Struct) -> str:
    """Encode an object of the API, with no control character in it."""
    return escape_controls(msgspec.json.encode(value).decode())


FORMATS: dict[str, Export] = {"markdown": to_markdown, "json": to_json, "html": to_html}
"""The exports by the name of their format."""
