"""Pictures in a terminal that draws them as kitty does."""

import signal
import sys
import unicodedata
from io import BytesIO
from pathlib import Path

from PIL import Image, PngImagePlugin

from tests.requirements import requirement
from tests.terminal.conversations import place, store
from tests.terminal.kitty_pictures import KittyPictures, Placed
from tests.terminal.program import CLOSED_PORT, COMMAND, environment
from tests.terminal.recorded import Recorded
from tests.tui.messages.drawn_pictures import data_url

PLACEHOLDER = "\U0010eeee"
ROWS = 12
COLS = 40
"""Of 200 × 120 pixels in 12 rows of two."""
FIRST_MARKS = "\u0305\u030d\u030e\u0310\u0312\u033d\u033e\u033f\u0346\u034a\u034b\u034c"
"""Of the rows and columns from 0 on, as the protocol's list has them."""
SECRET = "\x1b]52;c;aGk=\x07\x1b\\ and more"
"""In the file, where a program that passes files on would let it reach the terminal."""


def hostile() -> str:
    """A picture whose file has more than its pixels."""
    image = Image.new("RGB", (200, 120), (255, 0, 0))
    image.paste((0, 0, 255), (0, 60, 200, 120))
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET)
    stream = BytesIO()
    image.save(stream, "PNG", pnginfo=texts, icc_profile=SECRET.encode())
    return data_url(stream.getvalue())


def session_of(home: Path, kitty: KittyPictures | None) -> Recorded:
    model = {"OPENAI_BASE_URL": f"http://127.0.0.1:{CLOSED_PORT}/v1", "OPENAI_API_KEY": "x"}
    editor = {"EDITOR": f"{sys.executable} -c ''", "ASSISTANT_CHAT_MODEL": "fake-100"}
    env = environment(home, TERM="xterm-kitty", **model, **editor)
    session = Recorded([str(COMMAND)], env, home)
    session.emulator.pictures = kitty
    return session


def cells(session: Recorded) -> list[list[tuple[str, str]]]:
    """The cells with placeholders, row by row: their text, and their colour."""
    rows = [
        [(text, session.emulator.colour_at(column, row)) for column, text in enumerate(cells) if PLACEHOLDER in text]
        for row, cells in enumerate(map(session.emulator.cells, range(session.emulator.rows)))
    ]
    return [row for row in rows if row]


def check(placed: Placed, number: int, shown: list[list[tuple[str, str]]]) -> None:
    """Check that the cells show the whole picture in its order, and that it is the pixels of the file alone."""
    assert placed.size == (len(shown[0]), len(shown))
    assert {colour for row in shown for _, colour in row} == {f"{number:06x}"}
    for row, cells_of_row in enumerate(shown[: len(FIRST_MARKS)]):
        for column, (text, _) in enumerate(cells_of_row[: len(FIRST_MARKS)]):
            assert text == unicodedata.normalize("NFC", PLACEHOLDER + FIRST_MARKS[row] + FIRST_MARKS[column])
    image = Image.open(BytesIO(placed.data))
    assert image.info == {}
    assert b"more" not in placed.data
    assert [image.convert("RGB").getpixel((3, y)) for y in (3, image.height - 3)] == [(255, 0, 0), (0, 0, 255)]


@requirement("pictures.kitty")
async def test_a_picture_is_sent_once_shown_by_placeholders_and_removed_in_the_end(home: Path) -> None:
    await store(home, ("Draw", f"![flag]({hostile()})\n\nThe end"))
    kitty = KittyPictures()
    async with session_of(home, kitty) as session:
        await session.wait("Draw")
        session.press("ctrl+up")
        await session.wait("The end")
        assert await session.until(lambda: len(cells(session)) == ROWS and session.shows_frame)
        [(number, placed)] = kitty.kept.items()
        assert placed.size == (COLS, ROWS)
        check(placed, number, cells(session))
        session.press("ctrl+g")
        assert await session.until(lambda: kitty.sent == 2 and len(cells(session)) == ROWS and session.shows_frame)
        [number] = kitty.kept
        session.click(*place(session, PLACEHOLDER))
        await session.wait("Picture · PNG, 200 × 120")
        assert await session.until(lambda: len(kitty.kept) == 2 and len(cells(session)) != ROWS)
        await session.wait(PLACEHOLDER)
        [large] = kitty.kept.keys() - {number}
        check(kitty.kept[large], large, cells(session))
        session.press("escape")
        assert await session.until(lambda: list(kitty.kept) == [number] and len(cells(session)) == ROWS)
        assert kitty.sent == 3
        session.signal(signal.SIGTERM)
        session.signal(signal.SIGINT)  # the second one ends at once
        assert (await session.departed()).left_on == []
    assert SECRET.encode() not in session.output


@requirement("pictures.kitty")
async def test_half_blocks_are_drawn_where_the_terminal_does_not_answer(home: Path) -> None:
    await store(home, ("Draw", f"![flag]({hostile()})\n\nThe end"))
    async with session_of(home, None) as session:
        await session.wait("Draw")
        session.press("ctrl+up")
        await session.wait("▀" * COLS)
        assert PLACEHOLDER not in session.text()
        assert b"\x1b_Ga=t" not in session.output
