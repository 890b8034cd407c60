"""`--plain`: a conversation line by line."""

import asyncio
import io
import os
from collections.abc import AsyncGenerator, Callable

from app.api.services import OpenServices
from app.headless.plain import converse, read_lines
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from tests.headless.streams import Terminal, Watched
from tests.requirements import requirement


async def typed(*lines: str) -> AsyncGenerator[str]:
    for line in lines:
        yield line


@requirement("ask.plain")
async def test_lines_are_messages_of_one_thread(services_on: Callable[[Script], OpenServices]):
    script = Script(["Hello", Reply(ModelError("Too busy.")), "Still here"])
    services, out, err = services_on(script), io.StringIO(), Terminal()
    assert await converse(services, None, typed("Hi", "  ", "Again", "And now?"), out, err) == 0
    assert out.getvalue() == "Hello\nStill here\n"
    assert "Too busy." in err.getvalue()
    assert [message.text for message in script.requests[-1].messages if message.role == "user"] == [
        "Hi",
        "Again",
        "And now?",
    ]
    thread_id = err.getvalue().split()[-1]

    script.replies.append(Reply("Welcome back"))
    out = io.StringIO()
    assert await converse(services, thread_id, typed("Me again"), out, io.StringIO()) == 0
    assert "You: Hi\nAssistant: Hello\n" in out.getvalue()
    assert out.getvalue().endswith("Welcome back\n")


@requirement("ask.plain", "ask.stop-cancels")
async def test_cancelling_a_run_does_not_end_the_conversation(services_on: Callable[[Script], OpenServices]):
    gate = Gate()
    services, out, err = services_on(Script([Reply("Half", gate), "Next"])), Watched(), io.StringIO()
    talking = asyncio.create_task(converse(services, None, typed("Long", "Short"), out, err))
    await out.shows("Half")
    talking.cancel()
    assert await talking == 0
    assert out.getvalue() == "Half\nNext\n"


@requirement("ask.plain")
async def test_lines_are_read_from_a_pipe_as_they_are_written():
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stdin:
        lines = read_lines(stdin)
        os.write(writing, "日本".encode()[:4])
        os.write(writing, "日本".encode()[4:] + b"\nsecond\nthi")
        assert await anext(lines) == "日本"
        assert await anext(lines) == "second"
        os.write(writing, b"rd")
        os.close(writing)
        assert [line async for line in lines] == ["third"]
