"""Code blocks: a header that copies, and the highlighted lines.

Highlighting follows the theme, since `textual.highlight` styles by theme variables. It imports pygments, so the import
waits for the first block of code (or for `import_highlighting`).
"""

import re
from typing import Protocol

from textual.content import Content

from app.tui.history.render.lines import Line, Room
from app.tui.text.escapes import TAB_COLS

MAX_HIGHLIGHTED_CHARS = 20_000
"""Characters of a block that are highlighted, the rest is plain: pygments does some 200 KB a second."""
MAX_HIGHLIGHTED_LINE_CHARS = 1_000
"""A block with a longer line is plain: some lexers take quadratic time, or worse, for one long token."""
PADDING = " "
COPY = "copy"
DIFFS = ("diff", "patch")
CHANGES = {"+": "history--added", "-": "history--removed"}
"""The style of a line of a diff, by its first character."""
LANGUAGE = re.compile(r"[\w+#.-]{1,32}")


MERMAID = "mermaid"
DIAGRAMS = {
    **{"graph": "flowchart", "sequenceDiagram": "sequence diagram", "classDiagram": "class diagram"},
    **{"stateDiagram": "state diagram", "erDiagram": "entities", "gitGraph": "git graph", "pie": "pie chart"},
    **{"xychart": "chart", "quadrantChart": "quadrants", "requirementDiagram": "requirements", "journey": "journey"},
    **{one: one for one in ("flowchart", "gantt", "mindmap", "timeline", "kanban", "architecture", "sankey", "block")},
}
"""What people call the kinds of diagrams, by the word that begins their source, without `-v2` or `-beta`."""


class Highlighter(Protocol):
    """Colours code."""

    def highlight(self, source: str, language: str) -> list[Content]:
        """Return the lines of a block, in order of the blocks of a text."""
        ...


class WholeBlocks:
    """Colours blocks that are complete."""

    def highlight(self, source: str, language: str) -> list[Content]:
        """Return the lines of a block."""
        return highlight(source, language)


class OpenBlocks:
    """Colours the blocks of a text that is still being written and rendered again and again."""

    def __init__(self) -> None:
        self._blocks: list[OpenBlock] = []
        self._next = 0

    def restart(self) -> None:
        """Expect the first block again: the text is rendered once more."""
        self._next = 0

    def clear(self) -> None:
        """Forget the blocks: they can no longer change."""
        self._blocks.clear()

    def highlight(self, source: str, language: str) -> list[Content]:
        """Return the lines of the next block so far; the last may be unfinished."""
        if self._next == len(self._blocks):
            self._blocks.append(OpenBlock())
        block = self._blocks[self._next]
        self._next += 1
        return block.highlight(source, language)


class OpenBlock:
    """Colours a block that is still being written, at a cost that is linear in its length.

    The whole block is coloured again only when it has doubled; lines that came since are coloured one by one.
    So a docstring may look wrong for a moment, but never at the end: a closed block is coloured whole.
    """

    def __init__(self) -> None:
        self._lines: list[Content] = []
        self._source = ""
        self._whole_chars = 0

    def highlight(self, source: str, language: str) -> list[Content]:
        """Return the lines so far; the last may be unfinished."""
        if not source.startswith(self._source):
            self._lines = []
            self._whole_chars = 0
        small = len(source) <= MAX_HIGHLIGHTED_CHARS
        if len(source) > self._whole_chars * 2 and (small or not self._lines):
            self._lines = highlight(source, language)
            self._whole_chars = len(source)
        else:
            del self._lines[-1:]  # it was unfinished
            for line in source.split("\n")[len(self._lines) :]:
                self._lines += highlight(line, language) if small else without_highlight(line)
        self._source = source
        return list(self._lines)


def highlight(source: str, language: str) -> list[Content]:
    """Return the highlighted lines; plain where highlighting would take too long."""
    if not language or max(map(len, source.split("\n"))) > MAX_HIGHLIGHTED_LINE_CHARS:
        return without_highlight(source)
    if len(source) > MAX_HIGHLIGHTED_CHARS:
        cut = source.rfind("\n", 0, MAX_HIGHLIGHTED_CHARS)
        if cut > 0:
            return [*highlight(source[:cut], language), *without_highlight(source[cut + 1 :])]
    from textual.highlight import highlight as highlight_by_theme

    lines = highlight_by_theme(source, language=language).split("\n", allow_blank=True)
    if len(lines) != source.count("\n") + 1:
        return without_highlight(source)
    return lines


def without_highlight(source: str) -> list[Content]:
    """Return the lines without colours."""
    return [Content(line) for line in source.split("\n")]


def find_language(info: str) -> str:
    """Return the language that stands behind a fence; empty if none does."""
    match = LANGUAGE.search(info)
    return match.group() if match else ""


def name_diagram(source: str) -> str:
    """Return the header of a diagram: once its first line is finished, with the kind."""
    first, end, _ = source.lstrip("\n").partition("\n")
    word = first.strip().partition(" ")[0].partition("-")[0]
    if end and word in DIAGRAMS:
        return f"{MERMAID} · {DIAGRAMS[word]}"
    return MERMAID


def code_lines(source: str, info: str, first: str, rest: str, highlighter: Highlighter, room: Room) -> list[Line]:
    """Make the header and the lines of a block, with a cell of padding. `info` is what follows the fence."""
    language = find_language(info)
    label = language or "text"
    if language == MERMAID:
        label = name_diagram(source)
    source = source.rstrip("\n")
    header = _header(label, room.prose - len(first) - 2 * len(PADDING))
    lines = [Line(header, first + PADDING, rest, "history--code-header", source, is_wide=True)]
    if not source:
        return lines
    begin, continued = rest + PADDING, f"{rest}{PADDING}↪ "
    if language.lower() in DIFFS:
        contents = without_highlight(source.expandtabs(TAB_COLS))
        styles = [CHANGES.get(line[:1], "history--code") for line in source.split("\n")]
    else:
        # Expand tabs first: the lexer would expand them too, and its positions would differ from ours.
        contents = highlighter.highlight(source.expandtabs(TAB_COLS), language.lower())
        styles = ["history--code"] * len(contents)
    return lines + [
        Line(content, begin, continued, style, is_wide=True, is_code=True)
        for content, style in zip(contents, styles, strict=True)
    ]


def _header(language: str, cols: int) -> Content:
    """Return the language, and at the right edge `copy`."""
    gap = max(2, cols - len(language) - len(COPY))
    return Content(f"{language}{' ' * gap}{COPY}")
