"""How long Textual's pilot waits after each key and click: shorter steps than its own.

The pilot waits until the process is idle, and it finds that out by sleeping: 20 ms each, two of them for each key. A
process is as idle in 10 ms. The pilot has no setting for it.
"""

import asyncio

from textual import _wait  # pyright: ignore[reportPrivateUsage] - nothing public has these times
from textual.geometry import Size
from textual.pilot import Pilot

STEP_S = 0.01
"""How long a process must be idle. Nothing counts on it: a test waits for a condition."""
IDLE = 1 / 20
"""The part of a step that an idle process may compute, as Textual has it."""
RESIZE_LIMIT_S = 30.0


def shorten() -> None:
    """Let every pilot of this process wait in short steps."""
    _wait.SLEEP_GRANULARITY = STEP_S  # pyright: ignore[reportConstantRedefinition]
    _wait.SLEEP_IDLE = STEP_S * IDLE  # pyright: ignore[reportConstantRedefinition]
    resize = Pilot[object].resize_terminal

    async def resize_and_wait(self: Pilot[object], width: int, height: int) -> None:
        """Resize, and wait until the screen is: Textual waits 8 ms for further changes, longer than a step."""
        await resize(self, width, height)
        async with asyncio.timeout(RESIZE_LIMIT_S):
            while self.app.is_running and self.app.screen.size != Size(width, height):
                await self.pause()
        if self.app.is_running:
            await self.pause()

    Pilot.resize_terminal = resize_and_wait
