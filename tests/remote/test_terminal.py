"""The terminal on a served engine: a conversation, and a server that goes away and comes back."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from app.api.requests import Page, ThreadQuery
from app.cli.wiring import open_services
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.app import ChatApp
from app.tui.session.services_task import ServicesTask
from tests.remote.cable import At, Cable
from tests.requirements import requirement
from tests.server.running import Running, running
from tests.tui.terminal import DEADLINE, Terminal


@asynccontextmanager
async def terminal(settings: Settings, served: Running) -> AsyncGenerator[Terminal]:
    """The app as `assistant-chat --server URL` starts it; ended with its exit code 0."""
    services = ServicesTask(partial(open_services, settings, reclaims=True))
    app = ChatApp(services, settings)
    try:
        async with app.run_test(size=(110, 34), notifications=True) as pilot:
            async with asyncio.timeout(DEADLINE):
                await app.chat.ready.wait()
            yield Terminal(app, pilot, served.assistants)
            await pilot.press("ctrl+q")
        assert app.return_code == 0
    finally:
        await services.close()


@requirement("remote.terminal", "tui.message-is-the-stored-one")
async def test_a_conversation(served: Running, at: At) -> None:
    gate = Gate()
    served.script.replies += [Reply("Good ", gate, "morning"), Reply("Again")]
    async with terminal(at(served.url), served) as t:
        await t.shows(f"127.0.0.1:{served.port}")
        await t.shows("script-1")
        await t.send("Hello")
        await t.shows("Good")
        await t.shows("in_progress")
        gate.open()
        await t.shows("Good morning")
        await t.shows("completed")
        await t.send("And now?")
        await t.shows("Again")
        stored = (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data
        await t.until(
            lambda: [entry.message.id for entry in t.history.document.entries] == [one.id for one in stored],
            "the stored messages",
        )
        await t.press("ctrl+l")
        await t.shows("─ Choose a model")
        await t.press("escape")
        await t.shows_not("─ Choose a model")
    assert len((await served.assistants.list_threads(ThreadQuery())).data) == 1


@requirement("remote.terminal")
async def test_the_server_goes_away_and_comes_back(tmp_path: Path, at: At) -> None:
    gate = Gate()
    first = Script(["One.", Reply("Half a reply ", gate)])
    async with Cable(0) as cable, AsyncExitStack() as first_server:
        served = await first_server.enter_async_context(running(tmp_path / "there", first))
        cable.target = served.port
        async with terminal(at(cable.url), served) as t:
            await t.send("First")
            await t.shows("One.")
            await t.shows("completed")
            await t.send("Second")
            await t.shows("Half a reply")
            thread_id = t.thread_id
            await first_server.aclose()
            await t.press("ctrl+n")  # a new conversation needs no server
            await t.shows_not("Half a reply")
            await t.send("Third")
            await t.shows("Not sent:")
            await t.until(lambda: t.box.text == "Third", "what could not be sent")
            again = Script([Reply("Whole.", to="Second"), Reply("Third reply.", to="Third")])
            async with running(tmp_path / "there", again) as back:
                cable.target = back.port
                await t.press("enter")
                await t.shows("Third reply.")
                await t.controller.open(thread_id)
                await t.until(
                    lambda: t.controller.conversation.run and t.controller.conversation.run.status == "completed"
                )
                await t.shows("Whole.")
                await t.shows_not("Half a reply")


@requirement("remote.terminal")
async def test_quitting_while_the_server_is_away(tmp_path: Path, at: At) -> None:
    async with Cable(0) as cable, AsyncExitStack() as server:
        served = await server.enter_async_context(running(tmp_path / "there", Script(["One."])))
        cable.target = served.port
        async with terminal(at(cable.url), served) as t:
            await t.send("First")
            await t.shows("One.")
            await t.shows("completed")
            await server.aclose()
            t.threads.focus()
            await t.press("d")
            await t.shows("Conversation deleted.")
            await t.press("slash")
            await t.type("x")
            await t.shows("in a moment.")
    # The deletion that was waiting could not be done, and the quit was in order all the same.
