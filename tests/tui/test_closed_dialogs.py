"""What a dialog had begun when it is closed: its workers do nothing behind the close."""

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from app.tui.screens.dialog import Dialog, Words
from tests.requirements import requirement

TICK_S = 0.002


class SlowToGo(Widget):
    """A widget whose removal takes until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.is_leaving = asyncio.Event()
        self.may_leave = asyncio.Event()

    async def on_unmount(self) -> None:
        self.is_leaving.set()
        await self.may_leave.wait()


class Busy(Dialog[None]):
    """A dialog that notes what it does while its widgets leave."""

    def __init__(self) -> None:
        super().__init__()
        self.slow = SlowToGo()
        self.has_acted = False

    def compose(self) -> ComposeResult:
        yield self.slow

    def on_mount(self) -> None:
        self.run_worker(self.act_while_leaving())

    async def act_while_leaving(self) -> None:
        await self.slow.is_leaving.wait()
        self.has_acted = True


@requirement("windows.dialogs-close-once")
async def test_what_a_dialog_began_ends_with_its_close() -> None:
    app, dialog = App[None](), Busy()
    async with app.run_test() as pilot:
        await app.push_screen(dialog)
        await pilot.pause()
        dialog.dismiss()
        await dialog.slow.is_leaving.wait()
        ticks = asyncio.Semaphore(0)
        app.set_interval(TICK_S, ticks.release)
        for _ in range(10):
            await ticks.acquire()
        dialog.slow.may_leave.set()
        assert not dialog.has_acted


class Labelled(Dialog[None]):
    """A dialog that looks for a widget of its own when it opens, as ours do."""

    def compose(self) -> ComposeResult:
        yield Words("Red.", id="words")

    def on_mount(self) -> None:
        self.query_one("#words", Words).say("Green.")

    def on_screen_resume(self) -> None:
        self.query_one("#words", Words).say("Blue.")


@requirement("windows.dialogs-close-once")
@pytest.mark.parametrize("steps", range(4))
async def test_a_dialog_that_is_just_opening_when_the_program_ends_raises_nothing(steps: int) -> None:
    app = App[None]()
    async with app.run_test():
        app.push_screen(Labelled())
        for _ in range(steps):
            await asyncio.sleep(0)
        app.exit()
    assert app.return_code == 0


class Beginning(Dialog[None]):
    """A dialog that begins something when it opens."""

    has_begun = False

    def on_mount(self) -> None:
        self.has_begun = True


@requirement("windows.dialogs-close-once")
async def test_a_dialog_that_opens_while_the_program_ends_begins_nothing() -> None:
    """Its worker would look for widgets that are gone."""
    app, dialog = App[None](), Beginning()
    async with app.run_test():
        app.push_screen(dialog)
        app.exit()
    assert not dialog.has_begun
