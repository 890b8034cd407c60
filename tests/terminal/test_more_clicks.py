"""Clicks on links, choices, the palette and the lines that unfold, and the buttons that do nothing."""

from pathlib import Path

import pytest

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.conversations import click, place, store
from tests.terminal.looking_again import click_again
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import MIDDLE, RIGHT, Departure

LONG = "\n\n".join(f"Paragraph {at}. " + "Word after word. " * 40 for at in range(80))


@requirement("windows.clicks", "windows.other-buttons")
async def test_the_palette_and_the_choices_of_a_model(home: Path) -> None:
    await store(home, ("Pears", "Green."))
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait("Green.")
        await session.wait(ANSWERS)
        session.press("ctrl+p")
        await session.wait("New conversation")
        at = place(session, "New conversation")
        for button in (RIGHT, MIDDLE):
            click(session, at, button)
        session.type("rename")
        await session.wait_gone("(New|Previous) conversation")  # rows above, which go as the letters arrive
        click(session, place(session, "Rename this"))
        await session.wait("Enter to save")
        session.press("escape")
        await session.wait_gone("Enter to save")
        session.press("ctrl+l")
        await session.wait("(?s)fake-max.*Add another endpoint")  # a row that moves down when the models arrive
        at = place(session, "Add another endpoint")
        for button in (RIGHT, MIDDLE):
            click(session, at, button)
        await click_again(session, at, "Another server")
        at = place(session, "OpenAI ")
        for button in (RIGHT, MIDDLE):
            click(session, at, button)
        session.move(*at)
        click(session, at)
        await session.wait("Enter to save")
        session.press("escape", "escape")
        await session.wait_gone("─ Choose a model")
        assert session.shows("Green.")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.clicks", "windows.other-buttons")
async def test_the_line_that_shows_more_of_a_long_message(home: Path) -> None:
    await store(home, ("Long one", LONG))
    async with FakeModel() as model, chat(home, model.base_url, rows=30) as session:
        await session.wait("Paragraph 79.")
        await session.wait(ANSWERS)
        session.press("escape", "ctrl+home")
        await session.wait("earlier lines")
        at = place(session, "earlier lines")
        for button in (RIGHT, MIDDLE):
            click(session, at, button)
        session.type("typed")
        await session.wait("│ typed")  # the clicks before it have acted
        assert session.shows("104 earlier lines")
        click(session, place(session, "earlier lines"))
        await session.wait_gone("104 earlier lines")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.clicks", "input.old-mouse-modes")
@pytest.mark.parametrize("mode", ["X10", "urxvt"])
async def test_a_terminal_with_an_old_mouse_mode_opens_rows_and_scrolls(home: Path, mode: str) -> None:
    await store(home, *((f"Topic {at:02}", f"Answer {at:02}.") for at in range(60)))
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait("Answer 59.")
        await session.wait(ANSWERS)

        def report(button: int, column: int, row: int) -> bytes:
            if mode == "X10":
                return b"\x1b[M" + bytes([button + 32, column + 33, row + 33])
            return f"\x1b[{button + 32};{column + 1};{row + 1}M".encode()

        column, row = place(session, "Topic 57")
        session.send(report(0, column, row) + report(3, column, row))
        await session.wait("Answer 57.")
        for _ in range(60):
            session.send(report(65, column, row))
        await session.wait("Topic 00")
        column, row = place(session, "Topic 01")
        session.send(report(2, column, row) + report(3, column, row))
        session.send(report(0, column, row) + report(3, column, row))
        await session.wait("Answer 01.")
        session.send(report(35, 110, 5))
        session.type("clean")
        await session.wait("│ clean ")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
