"""A screen of the terminal as an SVG that looks the same in every renderer.

The reader's renderer chooses the font, may ignore the length of a text, and may collapse spaces. So each word is a text
of its own that begins on its cell, no text contains a space, and what has to meet its neighbours (backgrounds, borders,
underlines) or is missing in common fonts is drawn as a path. A colour has one path for the whole screen: separate
shapes show a seam where they meet once the picture is scaled.
"""

import re
import unicodedata
from collections import defaultdict
from html import escape
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

CELL_PX = 9
ROW_PX = 20
FONT_PX = 15  # a monospaced letter is 0.6 as wide as the font is high: 9 px
BASELINE_PX = 15  # below the top of the row
MARGIN_PX = 14
BAR_PX = 36  # with the title
TOP_PX = BAR_PX + 8

FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"


class Window(NamedTuple):
    """The colours of a window: of text without a style, of its title bar, and of an edge seen on any page."""

    text: str
    background: str
    bar: str
    edge: str
    title: str


DARK = Window(text="#e0e0e0", background="#121212", bar="#242424", edge="#4d4d4d", title="#a0a0a0")
LIGHT = Window(text="#1f1f1f", background="#e0e0e0", bar="#cfcfcf", edge="#9a9a9a", title="#4a4a4a")
BUTTONS = ("#ff5f57", "#febc2e", "#28c840")

LATIN = re.compile(r"[!-~\u00a1-\u024f]+")
"""Text that every font has."""
IN_EVERY_FONT = "–—‘’“”‹›…→←↑↓"
"""The other symbols that every monospaced font has."""
WORD = re.compile(LATIN.pattern + r"|.[\u0300-\u036f\ufe0f]*")
"""What is placed by itself: Latin text, or one character, which may come from another font."""

SIGNS = {
    "●": "m1 10a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0z",
    "•": "m2 10a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1-5 0z",
    "▸": "m2 6l5 4l-5 4z",
    "✗": "m1 6l1-1l2.5 3.5l2.5-3.5l1 1l-2.7 4l2.7 4l-1 1l-2.5-3.5l-2.5 3.5l-1-1l2.7-4z",
    "☐": "m.5 6v8h8v-8zm1 1h6v6h-6z",
    "☑": "m.5 6v8h8v-8zm1 1h6v6h-6zm1 3l.8-.8l1.2 1.3l2-3l1 .8l-3 4z",
    "⧉": "m.5 7v7.5h6v-7.5zm1 1h4v5.5h-4zm1-3.5h6v7.5h-1v-6.5h-5z",
}
"""Shapes of the signs that fonts draw differently or lack, from the top left corner of the cell."""
ARMS = {
    "LEFT": "m4.5 10h-4.5",
    "RIGHT": "m4.5 10h4.5",
    "UP": "m4.5 10v-10",
    "DOWN": "m4.5 10v10",
    "HORIZONTAL": "m0 10h9",
    "VERTICAL": "m4.5 0v20",
}
ARCS = {
    "DOWN AND RIGHT": "m4.5 20v-5.5q0-4.5 4.5-4.5",
    "DOWN AND LEFT": "m4.5 20v-5.5q0-4.5-4.5-4.5",
    "UP AND RIGHT": "m4.5 0v5.5q0 4.5 4.5 4.5",
    "UP AND LEFT": "m4.5 0v5.5q0 4.5-4.5 4.5",
}
EIGHTHS = {
    "ONE EIGHTH": 1,
    "ONE QUARTER": 2,
    "THREE EIGHTHS": 3,
    "HALF": 4,
    "FIVE EIGHTHS": 5,
    "THREE QUARTERS": 6,
    "SEVEN EIGHTHS": 7,
}

FIRST_BRAILLE = 0x2800
DOTS = [(2, 3), (2, 7), (2, 11), (5, 3), (5, 7), (5, 11), (2, 15), (5, 15)]
"""Where the dots of a braille pattern are in the cell, in the order of their bits."""

Paths = defaultdict[str, list[str]]
"""The shapes of each colour."""


def lines_of(sign: str) -> list[str]:
    """The lines of a box-drawing character; none for another one."""
    found = re.fullmatch(r"BOX DRAWINGS LIGHT (ARC )?([A-Z ]+)", unicodedata.name(sign, ""))
    if not found:
        return []
    if found[1]:
        return [ARCS[found[2]]]
    return [ARMS[arm] for arm in found[2].split(" AND ")]


def block_of(sign: str, x: int, y: int) -> str:
    """The rectangle of a block element; nothing for another character."""
    found = re.fullmatch(r"(FULL|LOWER|LEFT)(?: ([A-Z ]+))? BLOCK", unicodedata.name(sign, ""))
    if not found:
        return ""
    part = EIGHTHS.get(found[2], 8) / 8
    if found[1] == "LEFT":
        return rectangle(x, y, CELL_PX * part, ROW_PX)
    return rectangle(x, y + ROW_PX * (1 - part), CELL_PX, ROW_PX * part)


def dots_of(sign: str, x: int, y: int) -> str:
    """The dots of a braille pattern; nothing for another character."""
    dots = ord(sign) - FIRST_BRAILLE
    if not 0 <= dots < 256:
        return ""
    places = [place for bit, place in enumerate(DOTS) if dots >> bit & 1]
    return "".join(rectangle(x + left, y + top, 2, 2) for left, top in places)


def rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"


def text_of(word: str, x: int, y: int, style: str) -> str:
    """A word on its cells."""
    if not (LATIN.fullmatch(word) or word[0].isalnum() or word in IN_EVERY_FONT):
        raise ValueError(f"{word!r} is missing in some fonts: draw it (SIGNS)")
    width = cell_len(word) * CELL_PX
    if cell_len(word[0]) == 2:
        # A wide character is narrower than its two cells: put into their middle, not stretched.
        place = f'x="{x + CELL_PX}" text-anchor="middle"'
    else:
        place = f'x="{x}" textLength="{width}" lengthAdjust="spacingAndGlyphs"'
    return f'<text {place} y="{y + BASELINE_PX}"{style}>{escape(word, quote=False)}</text>'


class Drawing:
    """The shapes and the texts of a screen."""

    def __init__(self, unstyled: Style) -> None:
        self._unstyled = unstyled
        self.backgrounds = Paths(list)
        self.fills = Paths(list)
        self.strokes = Paths(list)
        self.texts: list[str] = []

    def add(self, text: str, style: Style, x: int, y: int) -> None:
        """Draw text of one style."""
        style = self._unstyled + style
        colours = [one.get_truecolor().hex for one in (style.color, style.bgcolor) if one]
        if style.reverse:
            colours.reverse()
        colour, background = colours
        self.backgrounds[background].append(rectangle(x, y, cell_len(text) * CELL_PX, ROW_PX))
        look = f' fill="{colour}"'
        if style.bold:
            look += ' font-weight="bold"'
        if style.italic:
            look += ' font-style="italic"'
        for word in WORD.findall(text):
            width = cell_len(word) * CELL_PX
            if word.strip():
                self._add_word(word, colour, look, x, y)
            if style.underline:
                self.fills[colour].append(rectangle(x, y + BASELINE_PX + 2, width, 1))
            if style.strike:
                self.fills[colour].append(rectangle(x, y + ROW_PX / 2, width, 1))
            x += width

    def _add_word(self, word: str, colour: str, look: str, x: int, y: int) -> None:
        if word in SIGNS:
            self.fills[colour].append(f"M{x} {y}{SIGNS[word]}")
        elif lines := lines_of(word[0]):
            self.strokes[colour] += [f"M{x} {y}{line}" for line in lines]
        elif dots := dots_of(word[0], x, y):
            self.fills[colour].append(dots)
        elif block := block_of(word[0], x, y):
            self.fills[colour].append(block)
        else:
            self.texts.append(text_of(word, x, y, look))


def screen_svg(strips: list[Strip], title: str, look: Window = DARK) -> str:
    """The rows of a screen in a window with this title."""
    drawing = Drawing(Style(color=look.text, bgcolor=look.background))
    for row, strip in enumerate(strips):
        x = MARGIN_PX
        for segment in strip:
            drawing.add(segment.text, segment.style or Style(), x, TOP_PX + row * ROW_PX)
            x += segment.cell_length * CELL_PX
    width = 2 * MARGIN_PX + strips[0].cell_length * CELL_PX
    height = TOP_PX + len(strips) * ROW_PX + MARGIN_PX
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            # Without ligatures: some fonts make one arrow of -> and move it.
            f'<g font-family="{FONTS}" font-size="{FONT_PX}" font-variant="none">',
            *window(width, height, title, look),
            *(f'<path fill="{colour}" d="{"".join(shapes)}"/>' for colour, shapes in drawing.backgrounds.items()),
            *(f'<path fill="{colour}" d="{"".join(shapes)}"/>' for colour, shapes in drawing.fills.items()),
            *(f'<path fill="none" stroke="{one}" d="{"".join(shapes)}"/>' for one, shapes in drawing.strokes.items()),
            *drawing.texts,
            "</g>",
            "</svg>",
            "",
        ]
    )


def window(width: int, height: int, title: str, look: Window) -> list[str]:
    """The empty window, with its title bar and an edge."""
    corners = f"a9 9 0 0 1 9-9H{width - 9.5}a9 9 0 0 1 9 9"
    outline = f"M.5 9.5{corners}V{height - 9.5}a9 9 0 0 1-9 9H9.5a9 9 0 0 1-9-9z"
    return [
        f'<path fill="{look.background}" d="{outline}"/>',
        f'<path fill="{look.bar}" d="M.5 {BAR_PX}V9.5{corners}V{BAR_PX}z"/>',
        f'<path fill="none" stroke="{look.edge}" d="{outline}"/>',
        *(f'<circle cx="{20 + 20 * n}" cy="{BAR_PX / 2:g}" r="6" fill="{one}"/>' for n, one in enumerate(BUTTONS)),
        f'<text x="{width / 2:g}" y="{BAR_PX / 2 + 5:g}" text-anchor="middle" fill="{look.title}">'
        f"{escape(title)}</text>",
    ]
