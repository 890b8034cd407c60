"""A terminal for tests: the real app and the real engine on a scripted model, driven by a pilot.

    async with terminal(settings, Script(["Hello"])) as t:
        await t.type("Hi")
        await t.press("enter")
        await t.shows("Hello")

Every wait is for a condition, which is checked after each round of messages, with a deadline.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from app.api.errors import Unavailable
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateRun, CreateThread
from app.api.services import Assistants, Services
from app.engine import open_engine
from app.models.model import Models
from app.models.script import Script
from app.settings import Settings
from app.tui.app import ChatApp
from app.tui.history import History
from app.tui.screens.chat.chat_screen import ChatScreen
from app.tui.session.controller import Controller
from app.tui.session.services_task import ServicesTask
from app.tui.terminal.input.pasted_text import PastePart
from app.tui.widgets.box.message_input import MessageInput
from app.tui.widgets.thread_list import ThreadList

DEADLINE = 30.0
"""Seconds that an awaited state may take on a busy machine."""
FIRST_PAUSE_S, LAST_PAUSE_S = 0.001, 0.02
"""Between two looks at a condition: most hold soon, and one that is long in coming is not worth a busy core."""
Wrap = Callable[[Assistants], Assistants]


class Held:
    """The engine with one operation held at a gate; all others pass."""

    def __init__(self, assistants: Assistants, gate: asyncio.Event, operation: str) -> None:
        self._assistants = assistants
        self._gate = gate
        self._operation = operation

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        operation = getattr(self._assistants, name)
        if name != self._operation:
            return operation

        async def held_operation(*arguments: object, **options: object) -> object:
            await self._gate.wait()
            return await operation(*arguments, **options)

        return held_operation


def held(assistants: Assistants, gate: asyncio.Event, operation: str) -> Assistants:
    """Wrap `assistants` so that this operation waits for the gate."""
    return cast(Assistants, Held(assistants, gate, operation))


class Failing:
    """The engine with one operation that fails `times` times; all others pass."""

    def __init__(self, assistants: Assistants, operation: str, times: int) -> None:
        self._assistants = assistants
        self._operation = operation
        self.times = times

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        operation = getattr(self._assistants, name)
        if name != self._operation or not self.times:
            return operation

        async def failing_operation(*_: object, **_options: object) -> object:
            self.times -= 1
            raise Unavailable("The disk is full.")

        return failing_operation


def failing(assistants: Assistants, operation: str, times: int) -> Assistants:
    """Wrap `assistants` so that this operation fails so many times."""
    return cast(Assistants, Failing(assistants, operation, times))


class Terminal:
    """Input and screen of the app. `assistants` is the engine behind it, to check what is stored."""

    def __init__(self, app: ChatApp, pilot: Pilot[None], assistants: Assistants) -> None:
        self.app = app
        self.pilot = pilot
        self.assistants = assistants

    @property
    def chat(self) -> ChatScreen:
        return self.app.chat

    @property
    def controller(self) -> Controller:
        assert self.chat.controller
        return self.chat.controller

    @property
    def box(self) -> MessageInput:
        return self.chat.query_one(MessageInput)

    @property
    def threads(self) -> ThreadList:
        return self.chat.query_one(ThreadList)

    @property
    def history(self) -> History:
        return self.chat.query_one(History)

    @property
    def thread_id(self) -> str:
        thread_id = self.controller.current.id
        assert thread_id
        return thread_id

    def text(self) -> str:
        """The text on the screen."""
        return "\n".join(strip.text.rstrip() for strip in self.strips())

    def strips(self) -> list[Strip]:
        """The rows of the screen, with their styles."""
        return self.app.screen._compositor.render_strips(self.app.size)  # pyright: ignore[reportPrivateUsage]  # no public method returns cells

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()  # which draws what the keys have changed

    async def type(self, text: str) -> None:
        await self.press(*("space" if character == " " else character for character in text))

    async def send(self, text: str) -> None:
        """Paste a text into the message box and send it."""
        await self.paste(text)
        await self.press("enter")

    async def paste(self, text: str) -> None:
        self.box.post_message(events.Paste(text))
        await self.pilot.pause()

    async def paste_part(self, text: str) -> None:
        """Paste a text that belongs to the paste before it."""
        self.box.post_message(PastePart(text))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until the condition holds."""
        pause_s = FIRST_PAUSE_S
        try:
            async with asyncio.timeout(DEADLINE):
                while not condition():
                    await self.pilot.pause()
                    await asyncio.sleep(pause_s)
                    pause_s = min(pause_s * 1.5, LAST_PAUSE_S)
        except TimeoutError:
            raise AssertionError(f"{what or 'it'} did not come; the screen:\n{self.text()}") from None

    async def shows(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.until(lambda: text in self.text(), repr(text))

    def title(self) -> str:
        """The first row, which has the title of the open conversation."""
        return self.text().split("\n")[0]

    async def shows_title(self, title: str) -> None:
        """Wait until the open conversation has this title on the screen."""
        await self.until(lambda: f" {title}" in self.title(), f"the title {title!r}")

    async def shows_not(self, text: str) -> None:
        """Wait until a text is gone."""
        await self.until(lambda: text not in self.text(), f"the end of {text!r}")


@asynccontextmanager
async def terminal(
    settings: Settings,
    script: Models,
    *,
    thread_id: str | None = None,
    size: tuple[int, int] = (110, 34),
    wrap: Wrap = lambda assistants: assistants,
) -> AsyncGenerator[Terminal]:
    """Start the app until threads are listed and keys are accepted. `wrap` can wrap the engine."""
    engine: list[Assistants] = []

    @asynccontextmanager
    async def open_services() -> AsyncGenerator[Services]:
        async with open_engine(settings, script, reclaims=True) as opened:
            engine.append(opened)
            yield Services(wrap(opened), script)

    services = ServicesTask(open_services)
    app = ChatApp(services, settings, thread_id)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            async with asyncio.timeout(DEADLINE):
                await app.chat.ready.wait()
            yield Terminal(app, pilot, engine[0])
            # Textual's `run_test` raises CancelledError where a dialog is still being made; `run_async` does not.
            await pilot.pause()
    finally:
        await services.close()


async def stored(settings: Settings, *conversations: list[str]) -> list[str]:
    """Store threads, each with messages of user and assistant in turn, and return their ids, oldest first."""
    async with open_engine(settings, Script(), reclaims=False) as engine:
        return [
            (
                await engine.create_thread(
                    CreateThread(
                        messages=[
                            CreateMessage(role="assistant" if at % 2 else "user", content=text)
                            for at, text in enumerate(messages[:32])
                        ]
                    )
                )
            ).id
            for messages in conversations
        ]


async def asked(settings: Settings, script: Script, *texts: str) -> list[Run]:
    """Store a thread in which these texts were answered by the script; return its runs."""
    ended: list[Run] = []
    async with open_engine(settings, script, reclaims=False) as engine:
        thread = await engine.create_thread(CreateThread())
        for text in texts:
            messages = [CreateMessage(role="user", content=text)]
            request = CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=messages)
            run = await engine.create_run(thread.id, request)
            async for _ in engine.follow(thread.id, run.id):
                pass
            ended.append(await engine.get_run(thread.id, run.id))
    return ended
