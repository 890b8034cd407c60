"""Clicks on every widget that takes one, as the bytes that terminals send, at the cells where the screen shows it."""

from pathlib import Path

import pytest

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.conversations import CODE, click, place, store
from tests.terminal.program import ANSWERS, chat
from tests.terminal.pty_session import LEFT, MIDDLE, RIGHT, Departure, PtySession

THREADS = 60
LONG = "\n\n".join(f"Paragraph {at}." for at in range(80))


def topics() -> list[tuple[str, str]]:
    return [(f"Topic {at:02}", f"Answer {at:02}.") for at in range(THREADS)]


async def wheel_down(session: PtySession, column: int, row: int, until: str) -> None:
    """Turn the wheel over a cell until a text is seen."""
    for _ in range(THREADS):
        if session.shows(until):
            return
        seen = session.bytes_written
        session.hold(column, row, 65)
        await session.until(lambda seen=seen: session.bytes_written > seen, 2)
    await session.wait(until)


@requirement("windows.clicks", "tui.click-opens-what-is-clicked", "tui.left-button-acts")
@pytest.mark.parametrize("columns", [120, 82])
async def test_rows_of_the_list_the_first_the_last_and_scrolled(home: Path, columns: int) -> None:
    await store(home, *topics())
    async with FakeModel() as model, chat(home, model.base_url, columns=60, rows=20) as session:
        await session.wait(ANSWERS)
        session.resize(columns, 36)
        await session.wait("Topic 28")
        _, last = place(session, "Topic 28")
        for row, answer in ((4, "Answer 58."), (3, "Answer 59."), (last, "Answer 28."), (last - 1, "Answer 29.")):
            click(session, (6, row))
            await session.wait(answer)
        for button in (MIDDLE, RIGHT):
            click(session, (6, 5), button)
        click(session, (6, 1))  # the border
        click(session, (6, 2))  # the name of the day
        await wheel_down(session, 6, 10, "Topic 00")
        for text in ("Topic 00", "Topic 17"):
            column, row = place(session, text)
            assert column < 30
            click(session, (column, row))
            await session.wait(f"Answer {text[-2:]}.")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.clicks")
async def test_a_release_elsewhere_and_a_drag_over_rows_open_nothing(home: Path) -> None:
    await store(home, *topics())
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait("Answer 59.")
        await session.wait(ANSWERS)
        session.hold(6, 6)
        session.move(60, 8, LEFT)
        session.release(60, 8)
        session.hold(60, 8)
        session.move(6, 7, LEFT)
        session.release(6, 7)
        session.click(6, 5)
        session.click(6, 5)
        await session.wait("Answer 57.")
        assert not session.shows("Answer 5[56].")


@requirement("windows.clicks")
async def test_hits_and_the_search_line(home: Path) -> None:
    await store(home, *topics())
    async with FakeModel() as model, chat(home, model.base_url, columns=60, rows=24) as session:
        await session.wait(ANSWERS)
        session.press("ctrl+s")
        await session.wait("Search")
        session.type("answer 1")
        await session.wait_gone("Topic 58")
        line = place(session, "answer 1")
        click(session, (line[0] + 1, line[1]))
        session.type("X")
        await session.wait("aXnswer 1")
        await session.wait("Nothing found")  # else the hits seen below may be those from before
        session.press("backspace")
        await session.wait(r"(?s)Topic 51.*Answer 19\.")  # the hits of the whole query, in their places
        click(session, place(session, "Answer 19."))
        await session.wait(r"\A.*Topic 19")
        assert not session.shows("Topic 17")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.clicks", "history.code")
@pytest.mark.parametrize("columns", [120, 60])
async def test_code_words_and_the_status_line(home: Path, columns: int) -> None:
    await store(home, ("Long one", f"{LONG}\n\n{CODE}"))
    async with FakeModel() as model, chat(home, model.base_url, columns=columns, rows=30) as session:
        await session.wait("More words.")
        await session.wait(ANSWERS)
        header = place(session, "copy")
        click(session, header, RIGHT)
        click(session, (header[0], header[1] + 1))
        click(session, header)
        await session.wait("Copied the code block")
        await session.wait_gone("Copied the code block")
        session.press("escape", "ctrl+home")
        await session.wait("Paragraph 0.")
        await session.wait("↓")
        pill = place(session, "↓")
        click(session, pill, MIDDLE)
        click(session, pill)
        await session.wait("More words.")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("windows.clicks")
async def test_dialogs_and_notices(home: Path) -> None:
    await store(home, ("Pears", CODE))
    async with FakeModel() as model, chat(home, model.base_url) as session:
        await session.wait("More words.")
        await session.wait(ANSWERS)
        session.press("f2")
        await session.wait("Enter to save")
        title = place(session, "Pears   ", 12)
        click(session, (title[0] + 1, title[1]))
        session.type("X")
        await session.wait("PXears")
        session.press("escape")
        await session.wait_gone("Enter to save")
        session.press("f1")
        await session.wait("Esc Close")
        click(session, (60, 18))
        session.press("escape")
        await session.wait_gone("Esc Close")
        header = place(session, "copy")
        click(session, header)
        await session.wait("Copied the code block")
        click(session, place(session, "Copied"))  # a notice takes no click
        await session.wait_gone("Copied the code block")
        assert session.alive
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
