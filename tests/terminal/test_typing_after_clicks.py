"""After a click anywhere, what is typed or pasted is text in the message box: real mouse bytes at real offsets."""

from pathlib import Path
from typing import cast

import pytest

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import LEFT, RIGHT, Departure, PtySession

MIDDLE = 1
COMMANDS = "dRyYugG k?/"
"""Letters that are commands in the list or the history."""


async def ask(session: PtySession, text: str, reply: str) -> None:
    session.type(text)
    session.press("enter")
    await session.wait(reply)
    await session.wait("completed")


def cell_of(session: PtySession, text: str) -> tuple[int, int]:
    """The column and row at which a text begins on the screen."""
    for row, line in enumerate(session.text().splitlines()):
        if (column := line.find(text)) >= 0:
            return column, row
    raise AssertionError(f"{text!r} is not on the screen:\n{session.text()}")


def places(session: PtySession) -> dict[str, tuple[int, int]]:
    """A cell in each pane, on borders and on what lies between."""
    columns, rows = session.emulator.columns, session.emulator.rows
    status = cell_of(session, "╭")[1] - 1
    return {
        "a reply": cell_of(session, "Red they are."),
        "below the last message": (columns // 2, status - 2),
        "the title": (columns // 2, 0),
        "the scrollbar": (columns - 1, status // 2),
        "the status line": (columns // 2, status),
        "the border of the box": (columns // 2, rows - 2),
        "the footer": (columns // 2, rows - 1),
        "the day above the list": cell_of(session, "Today"),
        "the border of the list": (3, 1),
        "an empty row of the list": (5, rows // 2),
        "the last column of the list": (cell_of(session, "Today")[0] + 30, rows // 2),
    }


async def typed_is_text(session: PtySession, what: str) -> None:
    """Type commands of the other panes and paste, with the click in the same burst; then empty the box."""
    session.type(COMMANDS)
    session.paste("+pasted")
    moment = await session.until(lambda: f"{COMMANDS}+pasted" in session.text())
    assert moment is not None, f"typed after a click on {what}:\n{session.text()}"
    session.press("ctrl+c")
    await session.wait_gone(r"\+pasted")


@requirement("windows.typing-after-a-click")
@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=str)
async def test_after_a_click_anywhere_typing_and_pasting_is_text(home: Path, size: tuple[int, int]) -> None:
    async with (
        FakeModel([say("Red they are.")]) as model,
        chat(home, model.base_url, columns=size[0], rows=size[1]) as session,
    ):
        await session.wait(ANSWERS)
        await ask(session, "Apples", "Red they are.")
        for what, cell in places(session).items():
            for button in (LEFT, RIGHT, MIDDLE):
                session.click(*cell, button)
                await typed_is_text(session, f"{what} with button {button}")
        session.press("tab")  # the user goes to another pane by key, and comes back with the mouse
        session.click(*cell_of(session, "Red they are."))
        await typed_is_text(session, "the history with the focus there")
        session.wheel(*cell_of(session, "Red they are."))
        await typed_is_text(session, "nothing, but turning the wheel")
        session.drag(cell_of(session, "Red they"), 8)
        session.press("ctrl+c")
        await typed_is_text(session, "nothing, but dragging over a reply and copying")
        assert len(model.requests) == 1, "a letter sent a request"
        assert "Copied" not in session.text()
        assert session.shows(r"Apples +\d|Apples +now"), "a letter deleted a conversation"
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.typing-after-a-click")
async def test_a_click_keeps_the_order_with_the_keys_around_it(home: Path) -> None:
    replies = [say("Red they are."), say("Green they are."), say("Blue they are.")]
    async with FakeModel(replies) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        await ask(session, "Apples", "Red they are.")
        session.press("ctrl+n")
        await session.wait_gone("Red they are.")
        await ask(session, "Pears", "Green they are.")
        session.type("Plums")
        session.press("enter")
        session.click(5, cell_of(session, " Apples")[1] if session.shows("^ . Apples") else 2)
        await session.wait("Red they are.")
        await model.wait_for_request(3)
        texts = [message["content"] for message in cast("list[dict[str, object]]", model.bodies[2]["messages"])]
        assert "Green they are." in texts, "sent before the click, to the conversation that was open"


@requirement("windows.typing-after-a-click", "windows.draft-of-the-opened")
async def test_what_is_typed_and_sent_right_behind_a_click_on_a_row_belongs_to_that_thread(home: Path) -> None:
    replies = [say("Red they are."), say("Green they are."), say("Ripe in autumn.")]
    async with FakeModel(replies) as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        await ask(session, "Apples", "Red they are.")
        session.press("ctrl+n")
        await session.wait_gone("Red they are.")
        await ask(session, "Pears", "Green they are.")
        session.click(*cell_of(session, "Apples"))
        session.type("d When?")
        session.press("enter")
        session.type("next")
        await session.wait("Ripe in autumn.")
        await session.wait("│ next")
        texts = [message["content"] for message in cast("list[dict[str, object]]", model.bodies[2]["messages"])]
        assert (texts[-1], "Red they are." in texts) == ("d When?", True)
