"""A logical line: a line of a message before it is wrapped into rows."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from textual.content import Content

SectionMark: TypeAlias = Literal["", "closed", "open", "end"]
"""Of the line of a summary: whether its section is open at first. Of a line without rows: a section ends here."""


OPENED, CLOSED = "▾ ", "▸ "
"""Before a summary, whether its section is open."""


class Room(NamedTuple):
    """The cells for the text of a message."""

    prose: int
    wide: int
    """For code and tables."""


class Line(NamedTuple):
    """One line of a rendered message. Styles are names of component classes, so that colours stay in styles.tcss."""

    content: Content
    first: str = ""
    """Shown before its first row (a bullet, a bar); not part of the text, so never copied."""
    rest: str = ""
    """Shown before its other rows."""
    style: str = ""
    """The component class of the whole row."""
    code: str | None = None
    """On the header of a code block: the source, for copying."""
    is_wide: bool = False
    """It may be wider than prose: code, or a row of a table."""
    is_code: bool = False
    """It is a line of code, which can be scrolled instead of wrapped."""
    colours: Iterator[Content | None] | None = None
    """On the header of a code block whose lines get their colours later: what makes these (see `code/colouring.py`)."""

    section: SectionMark = ""

    def same(self, other: "Line") -> bool:
        """Whether both look the same. Not `==`: `Content` compares its text alone."""
        return self[1:] == other[1:] and (self.content is other.content or self.content.is_same(other.content))
