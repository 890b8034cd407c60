"""Pictures in terminals that draw pixels over their cells."""

import base64
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.requirements import requirement
from tests.terminal.conversations import place, store
from tests.terminal.program import CLOSED_PORT, COMMAND, environment
from tests.terminal.recorded import Recorded
from tests.tui.messages.drawn_pictures import data_url, png
from tests.tui.messages.sixel_reader import read

SIXEL = re.compile(rb"\x1b7\x1b\[(\d+);(\d+)H(\x1bP[^\x1b]*\x1b\\)\x1b8")
ITERM = re.compile(rb"\x1b7\x1b\[(\d+);(\d+)H\x1b\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\x07\x1b8")
PIXELS = (200, 120)
CELLS = (20, 6)
"""Of 10 by 20 pixels, as the emulator has them."""


def top_left(session: Recorded) -> tuple[bytes, bytes]:
    """Row and column of the first cell inside the box of the viewer, counted from 1."""
    column, row = place(session, "╭")
    return b"%d" % (row + 2), b"%d" % (column + 3)


@requirement("pictures.over-cells", "pictures.kitty")
@pytest.mark.parametrize("terminal", ["sixel", "iTerm.app"])
async def test_the_viewer_draws_pixels_over_its_cells_and_the_chat_half_blocks(home: Path, terminal: str) -> None:
    await store(home, ("Draw", f"![flag]({data_url(png(*PIXELS))})\n\nThe end"))
    model = {"OPENAI_BASE_URL": f"http://127.0.0.1:{CLOSED_PORT}/v1", "OPENAI_API_KEY": "x"}
    env = environment(home, ASSISTANT_CHAT_MODEL="fake-100", TERM_PROGRAM=terminal, **model)
    written = SIXEL if terminal == "sixel" else ITERM
    async with Recorded([str(COMMAND)], env, home) as session:
        if terminal == "sixel":
            session.emulator.attributes = b"\x1b[?62;4;22c"
        await session.wait("Draw")
        session.press("ctrl+up")
        await session.wait("▀" * 40)
        assert not written.search(session.output)
        session.click(*place(session, "▀"))
        await session.wait("Picture · PNG, 200 × 120")
        assert await session.until(lambda: written.search(session.output) is not None)
        found = written.findall(session.output)[-1]
        assert found[:2] == top_left(session)
        if terminal == "sixel":
            rows = read(found[2].decode())
            assert (len(rows[0]), len(rows)) == PIXELS
            assert (rows[0][0], rows[-1][-1]) == ((100, 0, 0), (0, 0, 100))
        else:
            assert f"width={CELLS[0]};height={CELLS[1]};" in found[2].decode()
            image = Image.open(BytesIO(base64.b64decode(found[3])))
            assert (image.size, image.getpixel((0, 0))) == (PIXELS, (255, 0, 0))
        count = len(written.findall(session.output))
        session.resize(100, 30)
        assert await session.until(lambda: len(written.findall(session.output)) > count)
        session.press("escape")
        await session.wait("▀" * 40)
        assert session.output.rindex(b"The end") > list(written.finditer(session.output))[-1].end()
        assert (await session.leave("ctrl+q")).left_on == []
