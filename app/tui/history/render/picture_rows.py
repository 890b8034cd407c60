"""The rows of pictures: below the line that names a picture are the rows in which it is drawn.

They are blank until it is decoded, and belong to no text: what is selected, copied and found is the line.
"""

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from app.tui.history.render.lines import Line
from app.tui.history.render.rows import Row, RowBuilder
from app.tui.pictures.boxes import PictureBox, PictureBoxes, PicturePart
from app.tui.pictures.stand_ins import PICTURE_META, Picture


def add_pictures(
    text: Sequence[Row], lines: Sequence[Line], pictures: Sequence[Picture], boxes: PictureBoxes, builder: RowBuilder
) -> list[Row]:
    """Return the rows of a text with those of its pictures. `builder`: what makes the rows of the text."""
    rows: list[Row] = []
    ends = {row.line: at for at, row in enumerate(text)}
    done = 0
    for line, at in ends.items():
        if line < 0 or not (numbers := _find_numbers(lines[line])):
            continue
        rows += text[done : at + 1]
        done = at + 1
        for number in numbers:
            if number < len(pictures):
                rows += _picture_rows(number, pictures[number], boxes, builder, lines[line], line)
    return [*rows, *text[done:]]


def _find_numbers(line: Line) -> Sequence[int]:
    """Return the numbers of the pictures that a line names. In the row of a table there is no room for them."""
    if line.is_wide:
        return ()
    styles = [span.style for span in line.content.spans]
    metas = [style.meta for style in styles if isinstance(style, Style)]
    return list(dict.fromkeys(int(meta[PICTURE_META]) for meta in metas if PICTURE_META in meta))


def _picture_rows(
    number: int, picture: Picture, boxes: PictureBoxes, builder: RowBuilder, line: Line, line_number: int
) -> Iterator[Row]:
    box = boxes.find(picture, number, max(1, builder.room - len(line.rest)))
    if box is None:
        return
    below = line._replace(content=Content(""), first=line.rest, style="", section="")
    blank = builder.rows(below, line_number)[0]
    strip = _with_cells(blank, box)
    for row in range(box.rows):
        part = PicturePart(box, row, blank.skip)
        yield blank._replace(strip=strip, start=len(line.content), end=blank.skip, picture=part)


def _with_cells(blank: Row, box: PictureBox) -> Strip:
    """Mark the cells of a picture: a click on them shows it."""
    strip, end = blank.strip, blank.skip + box.cols
    cells = strip.crop(blank.skip, end).apply_meta({PICTURE_META: box.number})
    return Strip.join([strip.crop(0, blank.skip), cells, strip.crop(end)])
