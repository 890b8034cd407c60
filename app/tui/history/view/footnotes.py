"""Footnotes of a message: from the number in the text to the note, and back."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.message import Message
from textual.style import Style

from app.tui.history.document.body import Body
from app.tui.history.render.html_tags import FOOTNOTE_META


class FootnoteClicked(Message):
    """The number of a footnote was clicked, in a line of the message in this slot."""

    def __init__(self, slot: int, line: int, number: str) -> None:
        super().__init__()
        self.slot = slot
        self.line = line
        self.number = number


class Spot(NamedTuple):
    """The number of a footnote in a line. `is_note`: the note begins there."""

    number: int
    is_note: bool
    line: int
    at: int


def find_footnotes(body: Body) -> list[Spot]:
    """Return where numbers of footnotes are, each number in the text before its note, in the order of the numbers."""
    found: list[Spot] = []
    for line, shown in enumerate(body.lines):
        for span in shown.content.spans:
            number = span.style.meta.get(FOOTNOTE_META) if isinstance(span.style, Style) else None
            if isinstance(number, str):
                is_note = span.start == 0 and shown.content.plain[span.end : span.end + 1] == ":"
                found.append(Spot(int(number), is_note, line, span.start))
    return sorted(found)


class Step(NamedTuple):
    """Where a key led. `is_back`: from the note to the number that it had come from."""

    spot: Spot
    is_back: bool


def next_step(spots: Sequence[Spot], last: Step | None) -> Step:
    """Return where the key leads: to a number, to its note, back to the number, to the next number."""
    if last is None:
        return Step(spots[0], is_back=False)
    at = last.spot
    numbers = [one for one in spots if one.number == at.number and not one.is_note]
    if at.is_note and numbers:
        return Step(numbers[-1], is_back=True)
    later = [one for one in spots if one > at and (one.number > at.number or not last.is_back)]
    return Step((later or spots)[0], is_back=False)


def find_other_place(body: Body, line: int, number: str) -> Spot | None:
    """Return where a number that was clicked leads: from the text to the note, from the note to its first number."""
    spots = [one for one in find_footnotes(body) if one.number == int(number)]
    from_note = any(one.is_note and one.line == line for one in spots)
    return next((one for one in spots if one.is_note != from_note), None)
