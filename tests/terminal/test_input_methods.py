"""What input methods and keyboards of other languages need, in every place that takes text.

An input method shows what it composes at the cursor of the terminal, which the program hides but must put at the caret.
"""

from pathlib import Path

from tests.requirements import requirement
from tests.terminal.all_keys.dialog_effects import (
    ASSISTANTS,
    FIRST_RUN,
    MODEL_FIELD,
    NEW_ASSISTANT,
    PALETTE,
    PICKER,
    TEMPLATES,
    TITLE,
    VALUE,
)
from tests.terminal.all_keys.terminals import KEYBOARDS
from tests.terminal.all_keys.walk import AT_REST, Walk, started
from tests.terminal.pty_session import Departure

XTERM, KITTY, _ = KEYBOARDS
PLACES: dict[str, tuple[str, ...]] = {
    "message box": (),
    "conversation search": ("ctrl+s", "~Titles and messages"),
    "title": TITLE,
    "model picker": PICKER,
    "palette": PALETTE,
    "assistants": ASSISTANTS,
    "name of an assistant": NEW_ASSISTANT,
    "instructions of an assistant": (*NEW_ASSISTANT, "tab"),
    "model of an assistant": MODEL_FIELD,
    "metadata of an assistant": (*NEW_ASSISTANT, *("tab",) * 7),
    "instructions of a conversation": ("=/system", "enter", "~this conversation"),
    "templates": TEMPLATES,
    "value of a variable": VALUE,
    "first run": (*FIRST_RUN, "slash", "~│ +Search"),
}
SHIFT_SPACES = (b"\x1b[32;2u", b"\x1b[32;2;32u", b"\x1b[27;2;32~")
"""Shift+Space by the kitty protocol, without and with its text, and by modifyOtherKeys."""

REDRAWN_BYTES = 200
"""More than the blinking of a caret: the screen was drawn for its new size."""


def text_before_cursor(walk: Walk, count: int) -> str:
    """The cells left of the cursor; a wide character has two, of which the second is empty."""
    column, row = walk.session.emulator.cursor
    return "".join(walk.session.emulator.cells(row)[column - count : column])


async def is_before_cursor(walk: Walk, text: str, cols: int) -> None:
    """Wait until the cursor is right behind this text."""
    found = await walk.session.until(lambda: text_before_cursor(walk, cols) == text)
    assert found is not None, f"{text!r} is not before {walk.session.emulator.cursor}\n{walk.session.text()}"


async def leave(walk: Walk) -> None:
    """Go back to the empty message box, by as many Esc as it takes."""
    session = walk.session
    await walk.take("ctrl+c")
    while not (session.shows("┃ Message +┃") and not session.shows("╭─ \\S")):
        before = session.text()
        walk.keyboard.press(session, "escape")
        assert await session.until(lambda before=before: session.text() != before), session.text()
    await walk.take(*AT_REST)


@requirement("input.caret-and-cursor", "input.shift-space")
async def test_the_cursor_is_at_the_caret_and_shift_space_types_a_space_in_every_place(home: Path) -> None:
    async with started(home, KITTY) as walk:
        session = walk.session
        for place, steps in PLACES.items():
            await walk.take(*AT_REST, *steps)
            found = await session.until(session.emulator.is_cursor_reversed)
            assert found is not None, f"{place}: the cursor is at {session.emulator.cursor}\n{session.text()}"
            session.type("日本")
            await is_before_cursor(walk, "日本", 4)
            for at, space in enumerate(SHIFT_SPACES):
                session.send(space)
                session.type(str(at))
            await is_before_cursor(walk, "日本 0 1 2", 10)
            session.press("left", "left")
            await is_before_cursor(walk, "日本 0 1", 8)
            await leave(walk)
        session.press("ctrl+q")
        assert await session.departed() == Departure(code=0, left_on=[])


@requirement("input.caret-and-cursor")
async def test_the_cursor_follows_the_caret_when_the_layout_moves_it(home: Path) -> None:
    async with started(home, XTERM) as walk:
        session = walk.session
        await walk.take(*AT_REST, "=日本", "~┃ 日")
        for columns, rows in ((60, 20), (120, 36), (40, 10)):
            drawn = session.bytes_written
            session.resize(columns, rows)
            assert await session.until(lambda drawn=drawn: session.bytes_written > drawn + REDRAWN_BYTES)
            await is_before_cursor(walk, "日本", 4)
        session.resize(100, 30)
        await walk.take("ctrl+j", "ctrl+j", "=ab")
        await is_before_cursor(walk, "ab", 2)
        await walk.take("ctrl+z", "~Ctrl\\+Z does nothing")
        await is_before_cursor(walk, "ab", 2)
        session.press("ctrl+c", "ctrl+q")
        assert await session.departed() == Departure(code=0, left_on=[])
