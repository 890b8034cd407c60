"""A running program in a real pseudo-terminal: type, wait for the screen, resize, check how it exits.

    async with PtySession([sys.executable, "-m", "app.cli"], env, home) as session:
        await session.wait("Message")
        session.type("hello")
        departure = await session.leave("ctrl+q")

Every wait is for a state of the screen or of the process, with a deadline.
"""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from tests.terminal.emulator import Emulator
from tests.terminal.keyboard import key_bytes, text_bytes

DEADLINE = 30.0
"""Seconds that an awaited state may take on a busy machine."""
LEFT, MIDDLE, RIGHT, NO_BUTTON = 0, 1, 2, 3
"""Mouse buttons as xterm numbers them."""
MOVED = 32
"""Added to the button by xterm when the mouse moves."""
SLICE = 1024
"""Bytes that are drawn before output is read again: about a millisecond."""


class Departure(NamedTuple):
    """How the program exited: exit code (negative: the signal) and what it did not restore in the terminal."""

    code: int
    left_on: list[str]


class PtySession:
    """One program in one terminal; `async with` starts it, and kills it if it still runs at the end.

    Times are `time.monotonic()`: `started`, and `last_output` when the program last wrote anything.
    """

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: Path, columns: int = 120, rows: int = 36
    ) -> None:
        self.emulator = Emulator(columns, rows)
        self.bytes_written = 0
        self.started = self.last_output = 0.0
        self.pid = 0
        self._program = (argv, env, cwd)
        self._news = asyncio.Event()
        self._undrawn: deque[tuple[float, bytes]] = deque()
        self._drawing: asyncio.Handle | None = None
        self._outgoing = bytearray()

    async def __aenter__(self) -> Self:
        argv, env, cwd = self._program
        self._master, self._slave = pty.openpty()
        self._set_size()
        self._settings = termios.tcgetattr(self._slave)
        self.started = self.last_output = time.monotonic()
        self._process = subprocess.Popen(  # noqa: ASYNC220 -- asyncio's own would watch it from a thread.
            argv,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
            preexec_fn=take_terminal,
            cwd=cwd,
            env=env,
        )
        self.pid = self._process.pid
        self._exit = os.pidfd_open(self.pid)
        os.set_blocking(self._master, False)
        loop = asyncio.get_running_loop()
        loop.add_reader(self._master, self._read)
        loop.add_reader(self._exit, self._ended)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()
        if self._drawing:
            self._drawing.cancel()
        if self._master >= 0:
            self.hang_up()

    @property
    def alive(self) -> bool:
        """Whether the program still runs."""
        return self._process.returncode is None

    @property
    def shows_frame(self) -> bool:
        """Whether a frame is whole: the pty passes it on in pieces, which a terminal does not show."""
        return not (self.emulator.frame_is_open and self.alive)

    def text(self) -> str:
        """The screen, one line per row."""
        return self.emulator.text()

    def shows(self, pattern: str) -> bool:
        """Whether the regular expression (multi-line) is on the screen now."""
        return re.search(pattern, self.text(), re.M) is not None

    async def until(self, condition: Callable[[], bool], seconds: float = DEADLINE) -> float | None:
        """Wait until the condition holds, and return the time of the output that fulfilled it.

        `None` if the deadline passes or the program ends first.
        """
        moment, end = time.monotonic(), time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            if left <= 0 or not self.alive:
                return None
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
            moment = self.last_output
        return moment

    async def wait(self, pattern: str, seconds: float = DEADLINE) -> float:
        """Wait until the pattern is on screen, and return when it appeared; fail with the screen at the deadline."""
        moment = await self.until(lambda: self.shows_frame and self.shows(pattern), seconds)
        assert moment is not None, f"not on the screen within {seconds} s: {pattern}\n{self.text()}"
        return moment

    async def wait_gone(self, pattern: str, seconds: float = DEADLINE) -> float:
        """Wait until the pattern is gone, and return when it disappeared; fail with the screen at the deadline."""
        moment = await self.until(lambda: self.shows_frame and not self.shows(pattern), seconds)
        assert moment is not None, f"still on the screen after {seconds} s: {pattern}\n{self.text()}"
        return moment

    async def watch(self, seconds: float) -> None:
        """Draw the output of these seconds. For measuring only; a test waits for a state."""
        await self.until(lambda: False, seconds)

    def type(self, text: str) -> None:
        """Type text, key by key."""
        self._send(text_bytes(text, self._kitty))

    def press(self, *keys: str) -> None:
        """Press named keys: `enter`, `ctrl+n`, `shift+tab` …"""
        for key in keys:
            self._send(key_bytes(key, self._kitty))

    def paste(self, text: str) -> None:
        """Paste, bracketed as by a terminal in bracketed paste mode."""
        self._send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def click(self, column: int, row: int, button: int = LEFT) -> None:
        """Press and release a mouse button at a cell, counted from 0, as the SGR mouse mode reports it (from 1)."""
        self.hold(column, row, button)
        self.release(column, row, button)

    def hold(self, column: int, row: int, button: int = LEFT) -> None:
        """Press a mouse button at a cell."""
        self._send(f"\x1b[<{button};{column + 1};{row + 1}M".encode())

    def release(self, column: int, row: int, button: int = LEFT) -> None:
        """Release a mouse button at a cell."""
        self._send(f"\x1b[<{button};{column + 1};{row + 1}m".encode())

    def move(self, column: int, row: int, button: int = NO_BUTTON) -> None:
        """Move the mouse to a cell, with a button held or with none."""
        self._send(f"\x1b[<{button + MOVED};{column + 1};{row + 1}M".encode())

    def send(self, data: bytes) -> None:
        """Send these bytes as one piece."""
        self._send(data)

    @property
    def is_sending(self) -> bool:
        """Whether the program has not taken all that was sent."""
        return bool(self._outgoing)

    async def send_pieces(self, *pieces: bytes, gap_s: float) -> None:
        """Send pieces with a gap between two of them, as a slow line does."""
        for at, piece in enumerate(pieces):
            if at:
                await self.watch(gap_s)
            self._send(piece)

    def freeze(self) -> None:
        """Take no more output, as a stopped terminal or a dead connection does."""
        asyncio.get_running_loop().remove_reader(self._master)

    def hang_up(self) -> None:
        """Close the terminal, as a window that is closed: the kernel sends SIGHUP, and every write fails."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._master)
        loop.remove_writer(self._master)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    async def exit_code(self, seconds: float = DEADLINE) -> int:
        """Wait for the exit without a look at the terminal, and return the code."""
        await self.until(lambda: not self.alive, seconds)
        assert not self.alive, f"still running after {seconds} s"
        return self._process.returncode

    def signal(self, number: int) -> None:
        """Send a signal to the program alone."""
        os.kill(self.pid, number)

    def wheel(self, column: int, row: int) -> None:
        """Turn the wheel up by one step at a cell."""
        self._send(f"\x1b[<64;{column + 1};{row + 1}M".encode())

    def drag(self, start: tuple[int, int], columns: int) -> None:
        """Press the left button at a cell, move to the right, and release it there."""
        column, row = start[0] + 1, start[1] + 1
        moves = "".join(f"\x1b[<32;{column + step};{row}M" for step in range(1, columns + 1))
        self._send(f"\x1b[<0;{column};{row}M{moves}\x1b[<0;{column + columns};{row}m".encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the window size; the kernel signals the program (SIGWINCH)."""
        self.emulator.resize(columns, rows)
        self._set_size()

    async def leave(self, *keys: str, seconds: float = DEADLINE) -> Departure:
        """Press these keys and wait for the exit; fail with the screen at the deadline."""
        self.press(*keys)
        return await self.departed(seconds)

    async def departed(self, seconds: float = DEADLINE) -> Departure:
        """Wait for the exit; fail with the screen at the deadline."""
        await self.until(lambda: not self.alive, seconds)
        assert not self.alive, f"still running after {seconds} s\n{self.text()}"
        self._read()
        left = self.emulator.left_on()
        # The seventh member has the control characters, which no program here changes.
        if termios.tcgetattr(self._slave)[:4] != self._settings[:4]:
            left.append("raw mode")
        return Departure(self._process.returncode, left)

    async def kill(self) -> None:
        """Kill the program and the children of its session with SIGKILL."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        await self.until(lambda: not self.alive)

    @property
    def _kitty(self) -> int:
        return self.emulator.kitty[-1] if self.emulator.kitty else 0

    def _read(self) -> None:
        """Draw what the program wrote; all of it once it has ended."""
        self._take()
        while self._undrawn:
            moment = self._undrawn[0][0]
            while self._undrawn and self._undrawn[0][0] == moment:
                self._send(self.emulator.feed(self._undrawn.popleft()[1]))
                self._take()
            self.last_output = moment
            self._news.set()
            if self.alive:
                break
        if self._undrawn:
            self._drawing = asyncio.get_running_loop().call_soon(self._read)

    def _take(self) -> None:
        """Read the available output with its time, so that drawing a frame (20 ms) does not delay a later echo."""
        while data := self._read_some():
            now = time.monotonic()
            self.bytes_written += len(data)
            self._undrawn.extend((now, data[start : start + SLICE]) for start in range(0, len(data), SLICE))
            if self.alive:
                break

    def _read_some(self) -> bytes:
        try:
            return os.read(self._master, 65_536)
        except OSError:
            return b""

    def _ended(self) -> None:
        asyncio.get_running_loop().remove_reader(self._exit)
        os.close(self._exit)
        self._process.wait()
        self._news.set()

    def _send(self, data: bytes) -> None:
        """Write to the program as its terminal; the rest is sent once the pty has room."""
        if data:
            self._outgoing += data
            self._write()

    def _write(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            del self._outgoing[: os.write(self._master, self._outgoing)]
            self._news.set()
        except BlockingIOError:
            pass
        except OSError:  # The program is gone.
            self._outgoing.clear()
        if self._outgoing:
            loop.add_writer(self._master, self._write)
        else:
            loop.remove_writer(self._master)

    def _set_size(self) -> None:
        columns, rows = self.emulator.columns, self.emulator.rows
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, columns * 10, rows * 20))


def take_terminal() -> None:
    """Make the pty the controlling terminal of the new session, so that the session gets the window's signals."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
