"""What comes in one burst behind a key or a click that moves the focus, as from a macro or over a slow line."""

from pathlib import Path

import pytest

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.conversations import place, store
from tests.terminal.keyboard import key_bytes, text_bytes
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import Departure, PtySession


def burst(session: PtySession, *keys: str, text: str, end: tuple[str, ...] = ()) -> None:
    """Send keys, a text and keys again in one write."""
    kitty = session.emulator.kitty[-1]
    pieces = (
        [key_bytes(key, kitty) for key in keys] + [text_bytes(text, kitty)] + [key_bytes(key, kitty) for key in end]
    )
    session.send(b"".join(pieces))


@requirement("windows.keys-behind")
async def test_keys_behind_one_that_opens_a_dialog_reach_it(home: Path) -> None:
    await store(home, ("Pears", "Green."))
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait("Green.")
        await session.wait(ANSWERS)
        burst(session, "f2", text="Plums", end=("enter",))
        await session.wait(r"\A.*Plums")
        burst(session, "f2", text="Peaches", end=("escape", "escape"))
        burst(session, "f2", "escape", text="typed behind Esc")
        await session.wait("typed behind Esc")
        burst(session, "ctrl+l", text="", end=("escape",))
        burst(session, "ctrl+p", text="quit")
        await session.wait("Quit; a run")
        await session.wait_gone("New conversation")
        assert await session.leave("enter") == Departure(code=0, left_on=[])
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait(r"\A.*Plums")
        assert not session.shows("Peaches")


@requirement("windows.keys-behind")
@pytest.mark.parametrize("columns", [120, 60])
async def test_letters_behind_a_click_on_a_conversation_reach_the_box(home: Path, columns: int) -> None:
    await store(home, ("Pears", "Green."), ("Apples", "Red."))
    async with FakeModel() as model, chat(home, model.base_url, columns=columns) as session:
        await session.wait("Red.")
        await session.wait(ANSWERS)
        if columns < 80:
            session.press("ctrl+b")
        await session.wait("Pears")
        column, row = place(session, "Pears")
        at = f"{column + 1};{row + 1}".encode()
        typed = text_bytes("durable", session.emulator.kitty[-1])
        session.send(b"\x1b[<0;" + at + b"M\x1b[<0;" + at + b"m" + typed)
        await session.wait("durable")
        await session.wait("Green.")
        assert not session.shows("deleted")


@requirement("windows.keys-behind")
async def test_a_key_that_opens_nothing_keeps_no_text(home: Path) -> None:
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait(ANSWERS)
        burst(session, "f2", text="typed at once")
        await session.wait("typed at once")


@requirement("windows.keys-behind")
async def test_the_row_that_the_arrows_reached_is_opened_and_text_behind_enter_is_its_draft(home: Path) -> None:
    await store(home, ("Plums", "Blue."), ("Pears", "Green."), ("Apples", "Red."))
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait("Red.")
        await session.wait(ANSWERS)
        burst(session, "ctrl+b", "ctrl+b", "down", "down", "enter", text="durable")
        await session.wait("Blue.")
        await session.wait("durable")
        session.press("ctrl+up")
        await session.wait("Green.")
        assert not session.shows("durable")
