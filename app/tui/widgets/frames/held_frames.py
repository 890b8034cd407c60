"""Paints no frame while something is shown in several steps, of which only the last one is to be seen."""

import asyncio
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

from textual.app import App

MAX_HELD_S = 0.15
"""Longer, a key typed meanwhile would seem to be lost: from then on each step is painted."""


@contextmanager
def hold_frames(app: App[object]) -> Generator[None]:
    """Paint the app again when this is over, or a moment later if it takes long."""
    held = ExitStack()
    held.enter_context(app.batch_update())
    limit = asyncio.get_running_loop().call_later(MAX_HELD_S, held.close)
    try:
        yield
    finally:
        limit.cancel()
        held.close()
