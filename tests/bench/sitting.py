"""A sitting with a terminal program: started, ready, typed into, and measured.

CPU and memory are those of the whole process tree; `cpu` in seconds, `rss` in MB, latencies in milliseconds.
"""

import math
import shutil
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.bench import Bench
from tests.terminal.process_tree import cpu_seconds, resident_bytes
from tests.terminal.program import COMMAND, READY, environment
from tests.terminal.pty_session import PtySession

MEGABYTE = 2**20
ECHOED = "þðøæŋ"
"""Characters that occur nowhere else on screen."""


class Program(NamedTuple):
    """A program to measure: its command, more environment, the text that shows that it is ready, its prepared home.

    Each sitting gets a fresh copy of the home; `in_place`: it is too large for that and only read.
    """

    argv: list[str]
    env: dict[str, str]
    ready: str
    home: Path | None = None
    in_place: bool = False


BARE = Program([sys.executable, str(Path(__file__).with_name("bare_app.py"))], {}, READY)


def ours(bench: Bench, home: Path, ready: str = READY, model: str = "fake-100", command: Path = COMMAND) -> Program:
    """Our program on the bench's model server; `command` is that of another checkout, to compare with."""
    env = {"OPENAI_BASE_URL": bench.model_url, "OPENAI_API_KEY": "x", "ASSISTANT_CHAT_MODEL": model}
    return Program([str(command)], env, ready, home)


class Sitting:
    """A started program that accepts keys."""

    def __init__(self, session: PtySession) -> None:
        self.session = session
        self.cpu_at_ready = self.cpu

    @property
    def cpu(self) -> float:
        """CPU seconds so far."""
        return cpu_seconds(self.session.pid)

    @property
    def rss(self) -> float:
        """Resident MB now."""
        return resident_bytes(self.session.pid) / MEGABYTE

    async def echo(self, character: str) -> float:
        """Type a character and delete it: milliseconds until it is on screen, infinite if it was lost."""
        session = self.session
        before = session.text().count(character)
        start = time.monotonic()
        session.type(character)
        moment = await session.until(lambda: session.text().count(character) > before, 3.0)
        session.press("backspace")
        await session.until(lambda: session.text().count(character) <= before, 3.0)
        return math.inf if moment is None else 1000 * (moment - start)

    async def echoes(self, count: int) -> list[float]:
        """Type many keys, at the uneven pace of a fast typist."""
        times: list[float] = []
        for number in range(count):
            times.append(await self.echo(ECHOED[number % len(ECHOED)]))
            await self.session.watch(0.03 + 0.005 * (number % 7))
        return times


@asynccontextmanager
async def sitting(program: Program) -> AsyncGenerator[Sitting]:
    """Start the program in a fresh copy of its home and wait until it is ready; quit at the end."""
    with TemporaryDirectory(prefix="bench-") as folder:
        home = program.home if program.home and program.in_place else Path(folder)
        if program.home and not program.in_place:
            shutil.copytree(program.home, home, dirs_exist_ok=True)
        async with PtySession(program.argv, environment(home, **program.env), home) as session:
            await session.wait(program.ready)
            yield Sitting(session)
            departure = await session.leave("ctrl+q")
            assert departure.code == 0, departure
