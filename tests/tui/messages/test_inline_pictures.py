"""Pictures that are drawn among the messages."""

from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image
from textual.color import Color
from textual.strip import Strip

from app.models.script import Script
from app.settings import Settings
from app.tui.pictures.boxes import MAX_ROWS, PictureBoxes
from app.tui.pictures.decoding import NotShown
from app.tui.pictures.picture_header import read_header
from app.tui.pictures.stand_ins import Picture
from app.tui.pictures.thumbnails import Thumbnails
from app.tui.screens.messages.picture_viewer import PictureViewer
from tests.requirements import requirement
from tests.tui.history.stage import Stage, replied, said, stage
from tests.tui.messages.drawn_pictures import data_url, png
from tests.tui.terminal import stored, terminal

URL = data_url(png(64, 46))
CUT = data_url(png(64, 48))[:-400]
WIDTH = 33
"""Of the first one in 12 rows: 24 pixels down, so 33.4 across."""
LABEL = "[picture: flag, PNG, 64 × 46]"
CUT_LABEL = "[picture: cut, PNG, 64 × 48]"


def picture(url: str) -> Picture:
    return Picture(url, *read_header(url))


def saved(image: Image.Image, kind: str, *others: Image.Image) -> str:
    stream = BytesIO()
    image.save(stream, kind, save_all=bool(others), append_images=others)
    return data_url(stream.getvalue(), kind.lower())


def drawn_rows(s: Stage) -> list[int]:
    """The places of the rows of pictures that are drawn."""
    return [y for y, strip in enumerate(s.painted()) if "▀" in strip.text]


def colours(strip: Strip) -> set[str]:
    styles = [segment.style for segment in strip if "▀" in segment.text]
    return {f"{one.color.name} {one.bgcolor.name}" for one in styles if one and one.color and one.bgcolor}


@requirement("pictures.inline", "pictures.text-around")
async def test_a_picture_is_drawn_below_its_line_and_the_text_around_it_is_as_without() -> None:
    text = f"- Before ![flag]({URL}) after\n\n![cut]({CUT})\n\n| ![flag]({URL}) |\n|---|\n\nThe end"
    messages = [said("Draw"), replied(text)]
    async with stage(60, 40) as s:
        await s.show(messages)
        without = s.text()
    async with stage(60, 40, draws_pictures=True) as s:
        await s.show(messages)
        await s.until(lambda: len(drawn_rows(s)) == MAX_ROWS)
        await s.until(lambda: [row for row in s.text() if "▀" not in row] == without)  # the one that is cut has none
        first = drawn_rows(s)[0]
        assert s.rows()[first - 1] == f"• Before {LABEL} after"
        rows = s.painted()[first : first + MAX_ROWS]
        assert {row.text.rstrip() for row in rows} == {"    " + "▀" * WIDTH}
        assert colours(rows[0]) == {"#ff0000 #ff0000"}
        assert colours(rows[-2]) == {"#0000ff #0000ff"}
        end = s.rows().index("The end")
        await s.pilot.mouse_down(s.history, offset=(4, first))
        await s.pilot.hover(s.history, offset=(9, first + 5))
        await s.pilot.hover(s.history, offset=(9, end + 1))
        await s.pilot.mouse_up(s.history, offset=(9, end + 1))
        copied = s.app.screen.get_selected_text() or ""
        assert copied.split("\n")[:3] == [f"Before {LABEL} after", "", CUT_LABEL]
        assert copied.endswith("\n\nThe end")
        await s.pilot.resize_terminal(24, 40)
        await s.until(lambda: {strip.text.count("▀") for strip in s.painted()} == {0, 24 - 6})
        assert len(drawn_rows(s)) == 7  # 18 × 46 / 64 / 2


@requirement("pictures.inline", "pictures.text-around")
async def test_a_picture_is_decoded_when_it_is_in_view_and_the_view_keeps_its_place() -> None:
    messages = [replied(f"Message {at}\n\n![cut]({CUT[:-at] if at else CUT})\n\nEnd {at}") for at in range(9)]
    async with stage(60, 24, draws_pictures=True) as s:
        await s.show([*messages, replied(f"Last\n\n![flag]({URL})\n\nThe end")])
        await s.until(lambda: len(drawn_rows(s)) == MAX_ROWS)
        document = s.history.document
        full = len(document.rows(0))
        assert full > MAX_ROWS  # it keeps the room that its header asks for
        await s.scroll(-12)
        await s.until(lambda: len(document.rows(8)) == full - MAX_ROWS)  # it was in view, and is broken
        top = s.rows()[0]
        await s.settled()
        assert s.rows()[0] == top
        assert len(document.rows(0)) == full
        s.history.viewport.go(document.jump(0))
        s.history.show_changes()
        await s.until(lambda: s.text()[:5] == ["Assistant", "Message 0", CUT_LABEL, "End 0", "Assistant"])


@requirement("pictures.inline", "pictures.viewer")
async def test_a_click_on_a_picture_shows_it_as_large_as_the_window(settings: Settings) -> None:
    await stored(settings, ["Draw", f"![flag]({URL})"])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+up")
        await t.shows("▀" * WIDTH)
        assert LABEL in t.text()
        rows = t.text().split("\n")
        y = next(y for y, row in enumerate(rows) if "▀" * WIDTH in row)
        await t.pilot.click(offset=(rows[y].index("▀") + WIDTH - 1, y + MAX_ROWS - 1))
        await t.until(lambda: isinstance(t.app.screen, PictureViewer), "the picture")


@requirement("pictures.switched-off")
@pytest.mark.parametrize("switch", ["pictures", "accessible", "NO_COLOR"])
async def test_pictures_are_lines_of_text_where_they_are_switched_off_or_cannot_be_seen(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    if switch == "NO_COLOR":
        monkeypatch.setenv(switch, "1")
    settings = replace(settings, pictures=switch != "pictures", accessible=switch == "accessible")
    await stored(settings, ["Draw", f"![flag]({URL})\n\nThe end"])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+up")
        await t.shows("The end")
        rows = [row.strip() for row in t.text().split("\n")]
        at = next(at for at, row in enumerate(rows) if row.endswith(LABEL))
        assert rows[at + 2].endswith("The end")


@requirement("pictures.inline")
@pytest.mark.parametrize(
    ("url", "size"),
    [
        (saved(Image.new("RGB", (1, 100_000)), "PNG"), (1, MAX_ROWS)),
        (saved(Image.new("RGB", (100_000, 1)), "PNG"), (60, 1)),
        (saved(Image.new("P", (30, 10)), "GIF", Image.new("P", (30, 10), 1)), (30, 5)),
        (saved(Image.new("LA", (3, 3), (0, 0)), "PNG"), (3, 2)),
        (saved(Image.new("1", (7_000, 5_000)), "PNG"), (34, MAX_ROWS)),
        (saved(Image.new("I;16", (9, 9)), "PNG"), (9, 5)),
    ],
)
def test_any_size_and_kind_has_a_box_that_is_filled(url: str, size: tuple[int, int]) -> None:
    box = PictureBoxes().find(picture(url), 0, 60)
    assert box
    assert (box.cols, box.rows) == size
    rows = Thumbnails().draw(box, Color.parse("#102030").rgb)
    assert [row.cell_length for row in rows] == [box.cols] * box.rows


@requirement("pictures.inline")
@pytest.mark.parametrize(
    "url",
    [
        saved(Image.new("1", (9_000, 5_000)), "PNG"),
        data_url(png(64, 46)[:20]),
        data_url(b"<svg/>", "svg+xml"),
        data_url(b"\0" * 20_000_001),
        "data:image/png,",
    ],
)
def test_what_is_too_large_or_has_no_size_has_no_box(url: str) -> None:
    assert PictureBoxes().find(picture(url), 0, 60) is None


@requirement("pictures.inline", "pictures.viewer")
def test_a_frame_larger_than_its_header_says_is_not_decoded() -> None:
    stream = BytesIO()
    Image.new("P", (8, 8)).save(stream, "GIF")
    data = bytearray(stream.getvalue())
    at = data.index(b",")  # the frame: its place, its width and its height
    data[at + 5 : at + 9] = (7_000).to_bytes(2, "little") * 2
    box = PictureBoxes().find(picture(data_url(bytes(data), "gif")), 0, 60)
    assert box
    with pytest.raises(NotShown, match="7,000 × 7,000 pixels"):
        Thumbnails().draw(box, (0, 0, 0))
