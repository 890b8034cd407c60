"""The time to the first token: the same call through the engine and with the SDK alone."""

import time

from openai import AsyncOpenAI

from app.api.events import MessageDelta
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun
from app.api.services import Assistants
from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.local_engine import engine
from tests.bench.row import Row

CALLS = 20
"""Calls whose median is one figure."""


async def sdk_alone(client: AsyncOpenAI) -> float:
    """Measure the milliseconds until the first piece of text."""
    start = time.perf_counter()
    stream = await client.chat.completions.create(
        model="short", messages=[{"role": "user", "content": "Hello"}], stream=True
    )
    found = 0.0
    async for chunk in stream:
        if not found and chunk.choices and chunk.choices[0].delta.content:
            found = 1000 * (time.perf_counter() - start)
    return found


async def through(assistants: Assistants) -> float:
    """Measure the milliseconds from a new thread and run to the first delta of the message."""
    start = time.perf_counter()
    thread = CreateThread(messages=[CreateMessage(role="user", content="Hello")])
    run = await assistants.create_thread_and_run(CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread))
    found = 0.0
    async for event in assistants.follow(run.thread_id, run.id):
        if not found and isinstance(event.data, MessageDelta):
            found = 1000 * (time.perf_counter() - start)
    return found


async def measure(bench: Bench) -> list[Row]:
    """Call both in turn, after one warm-up call."""
    client = AsyncOpenAI(base_url=bench.model_url, api_key="x")
    async with client, engine(bench, await home(bench, Contents(20, newest=4))) as assistants:
        await sdk_alone(client)
        await through(assistants)
        pairs = [(await through(assistants), await sdk_alone(client)) for _ in range(CALLS * bench.runs // 5)]
    ours, bare = (median(times) for times in zip(*pairs, strict=True))
    return [Row("first token through the engine (bare: the SDK alone)", "ms", ours, bare, 1.0, 15)]
