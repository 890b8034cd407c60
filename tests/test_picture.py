"""The pictures of README show the program as it is, on the cell grid, so that they look the same with every font."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tests.picture.drawing import FOLDER, Scene, draw, file_of
from tests.picture.scenes import SCENES
from tests.readme import README
from tests.requirements import requirement
from tests.svg import BASELINE_PX, CELL_PX, IN_EVERY_FONT, LATIN, MARGIN_PX, ROW_PX, TOP_PX, screen_svg

SVG = "{http://www.w3.org/2000/svg}"
NO_TIME = re.compile(r"(< 0|0\.0) s")
RATE = re.compile(r" · [0,]+ tok/s")
RED = Style(color="#ff0000", bgcolor="#121212")


def cells(text: ElementTree.Element) -> tuple[float, float, float]:
    """Where a text is: its row, its column, its width in columns."""
    row = (float(text.attrib["y"]) - BASELINE_PX - TOP_PX) / ROW_PX
    column = (float(text.attrib["x"]) - MARGIN_PX) / CELL_PX
    if text.get("text-anchor") == "middle":
        return row, column - 1, 2
    return row, column, float(text.attrib["textLength"]) / CELL_PX


def words(svg: str) -> list[ElementTree.Element]:
    """The texts of the screen, without the title of the window."""
    return list(ElementTree.fromstring(svg).iter(SVG + "text"))[1:]


def check(svg: str) -> None:
    """Fail if the picture depends on the renderer or its fonts."""
    root = ElementTree.fromstring(svg)
    assert {one.tag for one in root.iter()} == {SVG + name for name in ("svg", "g", "path", "circle", "text")}
    assert not re.search(r"url\(|href|@|script| style=", svg)
    assert svg.count("//") == 1, "only the name space is an address"
    taken: list[tuple[float, float, float]] = []
    for text in words(svg):
        word = text.text or ""
        assert word.split() == [word]
        assert LATIN.fullmatch(word) or word.isalnum() or word in IN_EVERY_FONT, word
        assert all(number % 1 == 0 for number in cells(text)), word
        taken.append(cells(text))
    for (row, column, width), (next_row, next_column, _) in pairwise(taken):
        assert (row, column + width) <= (next_row, next_column)


def rows(svg: str) -> list[str]:
    """The rows of the screen as text, without times and counts.

    A second may end within a run or not, and a run may be too short for a rate.
    """
    found: dict[float, list[str]] = {}
    for text in words(svg):
        found.setdefault(cells(text)[0], []).append(re.sub(r"\d+", "0", text.text or ""))
    return [NO_TIME.sub("0 s", RATE.sub("", " ".join(row))) for _, row in sorted(found.items())]


@requirement("cli.picture")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_picture_shows_the_program_as_it_is_now_and_needs_no_font_of_its_own(scene: Scene):
    stored = file_of(scene).read_text(encoding="utf-8")
    drawn = await draw(scene)
    for svg in (stored, drawn):
        check(svg)
        assert not [word for word in scene.shows if word not in " ".join(rows(svg))]
    assert rows(stored) == rows(drawn), "run: python -m tests.picture"
    columns, lines = scene.size
    width, height = columns * CELL_PX + 2 * MARGIN_PX, lines * ROW_PX + TOP_PX + MARGIN_PX
    root = ElementTree.fromstring(stored)
    assert root.attrib["viewBox"] == f"0 0 {width} {height}"
    assert (root.attrib["width"], root.attrib["height"]) == (str(width), str(height))


@requirement("cli.picture")
async def test_code_and_tables_keep_their_columns():
    (scene,) = [one for one in SCENES if one.name == "screen"]
    shown = {text.text: cells(text) for text in words(file_of(scene).read_text(encoding="utf-8"))}
    # Four spaces of indentation, and the columns of the table.
    assert shown["return"][1] - shown["def"][1] == 4
    assert shown["cost"][1] == shown["O(k"][1]


@requirement("cli.picture")
def test_readme_shows_each_picture_once_with_words_for_those_who_do_not_see_it():
    page = README.read_text(encoding="utf-8")
    shown = re.findall(r"^!\[([^\]]{30,})\]\(\.github/([^)]+)\)$", page, re.MULTILINE)
    assert sorted(name for _, name in shown) == sorted(file_of(scene).name for scene in SCENES)
    assert sorted(file.name for file in FOLDER.glob("*.svg")) == sorted(name for _, name in shown)


@requirement("cli.picture")
def test_spaces_and_wide_characters_keep_their_cells():
    svg = screen_svg([Strip([Segment("  a  <b> ", RED), Segment("都é", RED), Segment("  →x", RED)])], "")
    check(svg)
    assert [(text.text, *cells(text)) for text in words(svg)] == [
        ("a", 0, 2, 1),
        ("<b>", 0, 5, 3),
        ("都", 0, 9, 2),
        ("é", 0, 11, 1),
        ("→", 0, 14, 1),
        ("x", 0, 15, 1),
    ]


@requirement("cli.picture")
def test_borders_blocks_and_signs_are_shapes():
    every = "─│╭╮╯╰┼├┤█▌▁⧉●⠁✗"
    plain, drawn = (screen_svg([Strip([Segment(text, RED)])], "") for text in (" " * len(every), every))
    assert words(drawn) == []
    assert 'stroke="#ff0000"' in drawn
    assert drawn.count("M") - plain.count("M") == len(every) + len("┼├┤"), "a shape a sign, and two for a crossing"


@requirement("cli.picture")
def test_a_sign_that_fonts_lack_is_refused_until_it_is_drawn():
    with pytest.raises(ValueError, match="☃"):
        screen_svg([Strip([Segment("☃", RED)])], "")
