"""Paints no frame while something is shown in several steps, of which only the last one is to be seen."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Protocol

MAX_HELD_S = 0.15
"""Longer, a key typed meanwhile would seem to be lost: from then on each step is painted."""


class HoldsFrames(Protocol):
    """The part of a screen that paints."""

    are_frames_held: bool

    def paint_held(self) -> None:
        """Paint what has changed since frames are held."""
        ...


@contextmanager
def hold_frames(screen: HoldsFrames) -> Generator[None]:
    """Paint the screen again when this is over, or a moment later if it takes long.

    What changes meanwhile is laid out. Textual's `batch_update` puts that off as well, so that a widget which is moved
    by it is painted twice: the second time when it knows its new size.
    """
    screen.are_frames_held = True
    limit = asyncio.get_running_loop().call_later(MAX_HELD_S, screen.paint_held)
    try:
        yield
    finally:
        limit.cancel()
        screen.paint_held()
