"""`--plain` through a server that goes away in mid-reply."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

from app.api.requests import Page, ThreadQuery
from app.headless.plain import converse
from app.models.script import Gate, Reply
from app.remote import open_remote
from app.remote.server_address import ServerTimeouts
from tests.headless.streams import Watched
from tests.remote.cable import At, Cable
from tests.requirements import requirement
from tests.server.running import Running


@requirement("remote.commands", "ask.plain")
async def test_plain_stays_in_its_thread_when_the_first_reply_was_lost(served: Running, cable: Cable, at: At) -> None:
    typed = asyncio.Queue[str]()

    async def lines() -> AsyncGenerator[str]:
        while line := await typed.get():
            yield line

    gate = Gate()
    served.script.replies += [Reply("Half", gate, " and all."), Reply("The second reply.")]
    out, err = Watched(), Watched()
    opened = partial(open_remote, at(cable.url), ServerTimeouts(absence=0.2))
    talking = asyncio.create_task(converse(opened, None, lines(), out, err))
    typed.put_nowait("First")
    await out.shows("Half")
    cable.trips = 1000
    cable.cut()
    await err.shows("could not be restored")
    gate.open()
    [thread] = (await served.assistants.list_threads(ThreadQuery())).data
    [run] = (await served.assistants.list_runs(thread.id, Page())).data
    async with aclosing(served.assistants.follow(thread.id, run.id)) as events:
        assert [event.event async for event in events][-1] == "thread.run.completed"
    cable.trips = 0
    typed.put_nowait("Second")
    await out.shows("The second reply.")
    typed.put_nowait("")
    async with asyncio.timeout(10):
        assert await talking == 0
    assert len((await served.assistants.list_threads(ThreadQuery())).data) == 1
    assert err.getvalue().split()[-1] == thread.id
