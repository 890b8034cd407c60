"""Pictures that are in messages as data URLs: what is shown of them, and what is copied."""

import sys
from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as checks
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image

from app.api.objects import ImageUrlPart
from app.api.requests import CreateMessage, CreateThread
from app.api.tools import ImageUrl
from app.engine import open_engine
from app.models.script import Reply, Script
from app.settings import Settings
from app.tui.history.document.captions import Captions
from app.tui.history.document.entry import Entry
from app.tui.history.document.folding import MAX_OPEN_CHARS
from app.tui.history.render.lines import Room
from app.tui.history.render.markdown import markdown_lines, parse
from app.tui.pictures.data_urls import take_out
from app.tui.pictures.decoding import NotShown, read_pixels
from app.tui.pictures.half_blocks import draw
from app.tui.pictures.picture_header import read_header
from app.tui.pictures.stand_ins import Picture
from app.tui.screens.messages.picture_viewer import PictureViewer
from app.tui.text.escapes import remove_escapes
from tests.requirements import requirement
from tests.tui.history.fragments import FRAGMENTS
from tests.tui.history.stage import replied, said
from tests.tui.hostile import HOSTILE
from tests.tui.messages.drawn_pictures import data_url, png
from tests.tui.messages.plain_rows import Plain, builder
from tests.tui.terminal import Terminal, stored, terminal

PNG = png(64, 46)
URL = data_url(PNG)
LONG = data_url(png(200, 150))
SHAPES = ("![{}]({})", "[{}]({})", "![{}](<{}>)", "![{}]({}", "`![{}]({})`", "```\n![{}]({})\n", "> - ![{}]({} 'x')\n")
ADDRESSES = (
    URL,
    URL[:60],
    "data:image/png;base64,",
    "data:image/svg+xml,<svg>",
    "data:image/;,%",
    "data:image/x-y;base64,*",
)
PIECES = (
    st.builds(str.format, st.sampled_from(SHAPES), st.sampled_from([*FRAGMENTS, *HOSTILE]), st.sampled_from(ADDRESSES))
    | st.sampled_from([*FRAGMENTS, *HOSTILE])
    | st.sampled_from(
        ["](picture-in-message:0-PNG-1-1)", "![](picture-in-message:99999-X)", "![](picture-in-message:)"]
    )
)
TEXTS = st.lists(PIECES, max_size=6).map("".join)


@requirement("pictures.taken-out")
def test_a_picture_is_shown_as_its_text_kind_and_size_and_in_code_it_is_code() -> None:
    assert len(LONG) > 2 * MAX_OPEN_CHARS
    text = f"Before ![a *b* \\] c]({LONG}) after\n\n| ![]({LONG}) |\n|---|\n\n- [link]({URL})\n\n`![x]({URL[:30]})`\n\n"
    entry = Entry(replied(f"{text}```\n![y]({URL[:30]})\n```\n\n![cut]({LONG[:-9]}"))
    rows = [row.strip.text.strip() for row in entry.render(builder(), Captions())]
    assert "Before [picture: a b ] c, PNG, 200 × 150] after" in rows
    assert "[picture: PNG, 200 × 150]" in rows
    assert "• link [picture: PNG, 64 × 46]" in rows
    assert f"![x]({URL[:30]})" in rows
    assert f"![y]({URL[:30]})" in rows
    assert "[picture: cut, PNG, 200 × 150]" in rows
    assert not entry.folded
    assert entry.source.startswith(text)
    assert [one.address for one in entry.pictures] == [LONG, LONG, URL, LONG[:-9]]


@requirement("pictures.taken-out")
@checks(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.integers(0, 400), st.booleans())
@example(f"![a]({URL[:50]}", 400, False)
def test_any_text_with_pictures_is_drawn_and_stays_whole(text: str, cut: int, is_user: bool) -> None:
    message = said(text[:cut]) if is_user else replied(text[:cut])
    part = ImageUrlPart(image_url=ImageUrl(url=text[cut:] if text[cut:].startswith("data:") else URL))
    message = structs.replace(message, content=[part, *message.content, part])
    shown = take_out(message)
    if is_user:
        rows = "".join(row.strip.text for row in Entry(message).render(builder(), Captions()))
        assert rows.count("[picture: ") >= 2
    else:
        lines = markdown_lines(parse(shown.text), Room(57, 57), after=False, highlighter=Plain())
        rows = "".join(row.strip.text for line in lines for row in builder().rows(line))
        assert "[picture: " in rows
    assert len(shown.pictures) >= 2
    assert remove_escapes(text[:cut]) in Entry(message).source


def said_of(url: str) -> str:
    """The size of the pixels that are read, or why there are none."""
    try:
        return str(read_pixels(Picture(url, *read_header(url))).size)
    except NotShown as refusal:
        return str(refusal)


@requirement("pictures.viewer")
@pytest.mark.parametrize("name", ["PNG", "GIF", "JPEG", "WebP", "BMP"])
def test_the_size_is_read_from_the_header_as_pillow_reads_it(name: str) -> None:
    stream = BytesIO()
    Image.new("RGB", (37, 21), (0, 128, 0)).save(stream, name)
    header = read_header(data_url(stream.getvalue(), "x-unknown"))
    assert header == (name, (37, 21))
    assert read_pixels(Picture(data_url(stream.getvalue()), *header)).size == (37, 21)
    for end in range(0, len(stream.getvalue()), 7):
        cut = data_url(stream.getvalue()[:end])
        assert said_of(cut).endswith((".", "(37, 21)"))


@requirement("pictures.viewer")
@checks(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 100), st.sampled_from(["png", "jpeg", "webp", "gif"]))
def test_broken_bytes_are_a_sentence(noise: bytes, at: int, kind: str) -> None:
    url = data_url(PNG[:at] + noise + PNG[at + len(noise) :], kind)
    assert said_of(url).endswith((".", "(64, 46)"))


async def picture_shown(t: Terminal, *words: str) -> None:
    await t.until(lambda: isinstance(t.app.screen, PictureViewer), "the picture")
    for one in words:
        await t.shows(one)


def colours(t: Terminal) -> set[str]:
    """The colours of half blocks on the screen, upper and lower."""
    styles = [segment.style for strip in t.strips() for segment in strip if "▀" in segment.text]
    return {f"{one.color.name} {one.bgcolor.name}" for one in styles if one and one.color and one.bgcolor}


@requirement("pictures.viewer", "pictures.taken-out")
async def test_a_click_and_a_key_show_the_pictures_of_a_message(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = data_url(png(9_000, 5_000, rows=1))
    svg = "data:image/svg+xml,%3Csvg/%3E"
    text = f"A ![flag]({LONG})\n\n![cut]({URL[:400]}) ![huge]({huge})\n\n![drawn]({svg})"
    async with open_engine(settings, Script(), reclaims=False) as engine:
        part = ImageUrlPart(image_url=ImageUrl(url=URL))
        await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content=[part])]))
    await stored(settings, ["No pictures"])
    async with terminal(settings, Script([Reply(text)])) as t:
        await t.shows("No pictures")
        t.history.focus()
        await t.press("p")
        await t.shows("No picture to show")
        await t.press("ctrl+down")
        await t.shows("[picture: PNG, 64 × 46]")
        rows = t.text().split("\n")
        y = next(y for y, row in enumerate(rows) if "[picture" in row)
        await t.pilot.click(offset=(rows[y].index("[picture") + 2, y))
        await picture_shown(t, "Picture · PNG, 64 × 46", "▀" * 40)
        assert colours(t) == {"#ff0000 #ff0000", "#ff0000 #0000ff", "#0000ff #0000ff"}
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the chat")
        await t.send("Draw")
        await t.shows("[picture: flag, PNG, 200 × 150]")
        await t.shows("completed")
        t.history.focus()
        await t.press("p")
        await picture_shown(t, "PNG, 200 × 150 · 1 of 4", "▀" * 20)
        await t.press("right")
        await t.shows("This picture is broken or cut off.")
        await t.press("right")
        await t.shows("This picture has 9,000 × 5,000 pixels, more than 40 million.")
        await t.press("right")
        await t.shows("Pictures of this kind are not drawn here: SVG.")
        monkeypatch.setitem(sys.modules, "PIL", None)
        await t.press("right")
        await t.shows("Pillow, which is not installed: pip install")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the chat")
        await t.press("y")
        await t.until(lambda: t.app.clipboard == text, "the copy")


@requirement("pictures.viewer")
def test_what_is_transparent_shows_the_background_and_without_colours_signs_have_its_brightness() -> None:
    image = Image.new("RGBA", (27, 19), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (0, 0, 13, 19))
    coloured = draw(image, (40, 10), (0, 0, 64), has_colours=True)
    row = [one for one in coloured.segments if one.text != "\n"][:2]
    assert [str(one.style) for one in row] == ["#ffffff on #ffffff", "#000040 on #000040"]
    assert [len(one.text) for one in row] == [13, 14]
    plain = draw(image, (40, 10), (0, 0, 0), has_colours=False)
    rows = "".join(one.text for one in plain.segments).splitlines()
    assert rows == ["@" * 13 + " " * 14] * 9 + ["=" * 13 + " " * 14]  # half of the last row is background
