"""How long a run took is the same everywhere, also for one that was taken up again after its process had died."""

import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.api.events import Event
from app.api.objects import DEFAULT_ASSISTANT_ID, Message, Run, Text, TextPart, Thread
from app.api.services import Services
from app.engine import open_engine
from app.headless.lists.stored_lists import list_runs
from app.headless.printers import TextPrinter
from app.headless.runs.attach import attach
from app.models.script import Script
from app.settings import Settings
from app.store import events, messages, runs, threads
from app.store.database import Database
from app.store.runs import StoredRun
from app.store.transaction import Transaction
from tests.headless.streams import Terminal
from tests.requirements import requirement
from tests.tui.terminal import terminal

BEGAN, TAKEN_UP_S, TOOK_S = 1_780_000_000, 8, 38


def write(tx: Transaction) -> None:
    """Store a thread with a reply whose run was taken up again."""
    ended = BEGAN + TOOK_S
    threads.insert(tx, Thread(id="thread_1", created_at=BEGAN), BEGAN)
    run = Run(
        id="run_1",
        created_at=BEGAN,
        thread_id="thread_1",
        assistant_id=DEFAULT_ASSISTANT_ID,
        status="completed",
        started_at=BEGAN + TAKEN_UP_S,
        completed_at=ended,
        model="",
    )
    runs.insert(tx, StoredRun(run=run, expires_at=ended, owner=None, endpoint=None))
    events.append(tx, run.id, [Event(number=1, event="thread.run.completed", data=run)])
    reply = Message(
        id="msg_1",
        created_at=BEGAN,
        thread_id="thread_1",
        status="completed",
        completed_at=ended,
        role="assistant",
        content=[TextPart(text=Text(value="Hello."))],
        run_id="run_1",
    )
    messages.save(tx, reply)


@requirement("runs-seen.one-duration")
async def test_the_screen_the_list_and_the_command_say_the_same(settings: Settings) -> None:
    database = Database(settings.data_dir / "chat.db")
    await database.write(write)
    database.close()

    @asynccontextmanager
    async def services() -> AsyncGenerator[Services]:
        async with open_engine(settings, Script(), reclaims=False) as engine:
            yield Services(engine, Script())

    took = f"{TOOK_S} s"
    out = io.StringIO()
    assert await list_runs(services, "thread_1", 20, False, out, io.StringIO()) == 0
    assert f" {took}\n" in out.getvalue()
    attached = Terminal()
    assert await attach(services, "thread_1", None, TextPrinter(io.StringIO(), attached)) == 0
    assert f" · completed · {took}\n" in attached.getvalue()
    async with terminal(settings, Script()) as t:
        await t.shows(f"completed {took}")
        await t.press("ctrl+t")
        await t.shows(f"the default model · {took}")
        await t.press("enter")
        await t.until(lambda: "Took" in t.text() and took in t.text().partition("Took")[2].split("\n")[0], "the page")
