"""Sections of a text that fold: `<details>` with its summary.

A section folds once its end has come and can no longer change: while a reply is written all of it is seen, and where
the end is missing nothing is hidden.
"""

from collections.abc import MutableSet
from dataclasses import dataclass

from app.tui.history.render.lines import CLOSED, OPENED, Line


@dataclass
class Section:
    """A section that is finished, from its summary to its end. `key` outlasts that the text is drawn again."""

    key: str
    summary: int
    """The number of the line of the summary. The lines after it are hidden while the section is closed."""
    end: int = 0
    is_open: bool = True


class Sections:
    """The sections of one text. `turned`: those that the reader wants otherwise than the text has them."""

    def __init__(self, turned: MutableSet[str]) -> None:
        self.finished: dict[int, Section] = {}
        """By the number of the line of the summary."""
        self._turned = turned
        self._begun: list[Section] = []
        self._count = 0

    def add(self, line: Line, number: int) -> Section | None:
        """Take the next line, which is settled. Return the section that ends with it."""
        if line.section in ("open", "closed"):
            self._count += 1
            key = f"{self._count} {line.content.plain}"
            self._begun.append(Section(key, number, is_open=(line.section == "open") != (key in self._turned)))
        elif line.section == "end" and self._begun:
            section = self._begun.pop()
            section.end = number
            self.finished[section.summary] = section
            return section
        return None

    def turn(self, summary: int | None = None, *, is_open: bool | None = None) -> None:
        """Have the section whose summary is this line opened or closed, or all of them, when the text is drawn again.

        `is_open`: which; else they are opened unless all are open already.
        """
        chosen = list(self.finished.values())
        if summary is not None:
            chosen = [one for one in chosen if one.summary == summary]
        if is_open is None:
            is_open = not all(section.is_open for section in chosen)
        self._turned ^= {section.key for section in chosen if section.is_open != is_open}

    def clear(self) -> None:
        """Expect the first line again."""
        self.finished.clear()
        self._begun.clear()
        self._count = 0


def closed(line: Line) -> Line:
    """Return the line of a summary as it looks while its section is closed."""
    return line._replace(first=line.first.removesuffix(OPENED) + CLOSED)
