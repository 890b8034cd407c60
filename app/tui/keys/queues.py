"""Waits until widgets have handled what is in their queues.

Each widget handles its messages in a task of its own. What a click or a key starts is therefore done some steps after
the app has passed it on, and a letter typed right behind it can overtake it.
"""

import asyncio

from textual.message_pump import MessagePump

LONGEST_WAIT_S = 1.0
"""A widget that is removed meanwhile handles nothing more."""


async def wait_until_handled(*path: MessagePump) -> None:
    """Wait until each of these, one after the other, has handled what is in its queue by then."""
    done = asyncio.Event()

    def step(rest: tuple[MessagePump, ...]) -> None:
        if not rest:
            done.set()
        elif not rest[0].call_later(step, rest[1:]):  # removed
            step(rest[1:])

    step(path)
    try:
        async with asyncio.timeout(LONGEST_WAIT_S):
            await done.wait()
    except TimeoutError:
        return
