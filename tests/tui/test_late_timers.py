"""A timer of a screen fires once its time has come, also where the process stood still while it began."""

import asyncio
from itertools import count

import pytest
from textual import _time  # pyright: ignore[reportPrivateUsage]  # Textual's clock
from textual.app import App

from app.tui.screens.dialog import Dialog
from tests.requirements import requirement

DEADLINE_S = 30.0


@requirement("tui.drafts")
async def test_what_was_to_be_written_in_a_moment_is_written_after_a_standstill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, screen, fired = App[None](), Dialog[None](), asyncio.Event()
    async with app.run_test():
        await app.push_screen(screen)
        ticks = count()
        monkeypatch.setattr(_time, "get_time", lambda: float(next(ticks)))  # a second passes between any two looks
        screen.set_timer(0.4, fired.set)
        async with asyncio.timeout(DEADLINE_S):
            await fired.wait()
