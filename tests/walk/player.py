"""Plays the steps of the walk on a terminal, as the bytes that it would send."""

import asyncio
import io
import time
from collections.abc import Callable

from textual import events

from app.tui.screens.chat.layout import MIN_COLS, MIN_ROWS
from app.tui.screens.commands.pressed_keys import PressedKeys
from app.tui.screens.dialog import Dialog
from tests.tui.line import QUIET_S, Line
from tests.tui.terminal import DEADLINE, Terminal
from tests.walk.steps import Call, Home, LookAway, Mouse, Paste, Press, Resize, Restart, Send, Step, Type, Wait
from tests.walk.terminal_bytes import FOCUS_IN, FOCUS_OUT, click, keys, paste

KEYS_LIMIT_S = 60.0
ASKS_AGAIN = "Ctrl+Q again"
POLL_S = 0.005
ROUNDS = 3
"""A message goes from the app to a widget, from there to the screen, and what that posts to another widget."""


def has_ended(t: Terminal) -> bool:
    """Whether the app was told to end."""
    return t.app.return_code is not None


class Player:
    """Sends the bytes, and waits until the app has handled them."""

    def __init__(self, t: Terminal) -> None:
        self._t = t
        self._line = Line()
        self.pasted = ""
        """The text of the last paste, as the app has received it."""

    async def play(self, step: Step) -> None:
        """Do what the user does in a step."""
        match step:
            case Press(names):
                await self._send(keys(names))
            case Type(text) | Call(text):
                await self._send(text.encode() + (b"\r" if isinstance(step, Call) else b""))
            case Paste(text):
                await self._send(paste(text))
            case Send(text, then):
                # In one read it would be a paste, which sends nothing.
                await self._send(f"{text}\r".encode(), then.encode())
            case Mouse(button, start, end, times):
                cols, rows = self._t.app.size
                first, last = ((int(x * cols), int(y * rows)) for x, y in (start, end))
                await self._send(click(button, first, last) * times)
            case Resize(cols, rows):
                await self._t.pilot.resize_terminal(cols, rows)
            case Wait(seconds):
                await asyncio.sleep(seconds)
            case LookAway(seconds):
                await self._send(FOCUS_OUT)
                await asyncio.sleep(seconds)
                await self._send(FOCUS_IN)
            case Home():
                pass
            case Restart():
                await self._quit()
        if not isinstance(step, Press | Type | Call | Paste | Send | Mouse):  # these have waited
            await self.settle()

    async def _quit(self) -> None:
        """Press Ctrl+Q, and once more where a dialog asks whether its changes are to be dropped."""
        if isinstance(self._t.app.screen, PressedKeys):  # it shows every key, and obeys none that is pressed once
            await self._send(keys(("escape", "escape")))
        await self._send(keys(("ctrl+q",)))
        await self.until(lambda: has_ended(self._t) or self._may_ask(), "the end of the app")
        if not has_ended(self._t):
            await self._send(keys(("ctrl+q",)))
            await self.until(lambda: has_ended(self._t), "the end of the app")

    def _may_ask(self) -> bool:
        """Whether a dialog asks, or would where the window is too small to read the question."""
        screen, (cols, rows) = self._t.app.screen, self._t.app.size
        is_readable = cols >= MIN_COLS and rows >= MIN_ROWS
        return isinstance(screen, Dialog) and (ASKS_AGAIN in self._t.text() or not is_readable)

    async def _send(self, *reads: bytes) -> None:
        pressed, chat = 0, self._t.chat
        before = chat.keys_pressed
        for event in self._line.feed(*reads, QUIET_S):
            pressed += isinstance(event, events.Key)
            if isinstance(event, events.Paste):
                self.pasted = event.text
            self._t.app.post_message(event)
        deadline = time.monotonic() + KEYS_LIMIT_S
        is_passed_on = False
        while not (is_passed_on or has_ended(self._t)):
            # Looked at first: behind the last key its widget has to settle too.
            is_passed_on = chat.keys_pressed >= before + pressed and not self._is_holding
            if time.monotonic() > deadline:
                missing = before + pressed - chat.keys_pressed
                self._fail(f"{missing} of {pressed} keys are not handled, is_holding={self._is_holding}: {reads!r}")
            await self.settle()

    def _fail(self, words: str) -> None:
        """Fail with what each task of the program is doing."""
        stacks = io.StringIO()
        for task in asyncio.all_tasks():
            task.print_stack(file=stacks)
        raise AssertionError(f"{words}\n{self._t.text()}\n{stacks.getvalue()}")

    @property
    def _is_holding(self) -> bool:
        """Whether the app keeps what comes next until a dialog has opened, or a search has ended."""
        return self._t.app._held.is_holding  # pyright: ignore[reportPrivateUsage]  # nothing on the screen says so

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until the condition holds: as `Terminal.until`, without its rest until the process is idle."""
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, f"{what or 'it'} did not come; the screen:\n{self._t.text()}"
            await self._t.pilot.pause(POLL_S)

    async def settle(self) -> None:
        """Wait until all queues are empty, and paint."""
        try:
            for _ in range(ROUNDS - 1):
                if not has_ended(self._t):
                    await self._t.pilot._wait_for_screen()  # pyright: ignore[reportPrivateUsage]  # the public `pause` paints too
            if not has_ended(self._t):
                await self._t.pilot.pause(0)
        except Exception:
            if not has_ended(self._t):  # else the screens are gone
                raise
