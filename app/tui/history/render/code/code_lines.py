"""Code blocks: a header that copies, and the highlighted lines."""

import re

from textual.content import Content

from app.tui.history.render.code.colouring import Highlighted, Highlighter, without_highlight
from app.tui.history.render.lines import Line, Room
from app.tui.text.escapes import TAB_COLS

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
    shown = Highlighted([])
    styles: list[str] = []
    begin, continued = rest + PADDING, f"{rest}{PADDING}↪ "
    if source and language.lower() in DIFFS:
        shown = Highlighted(without_highlight(source.expandtabs(TAB_COLS)))
        styles = [CHANGES.get(line[:1], "history--code") for line in source.split("\n")]
    elif source:
        # Expand tabs first: the lexer would expand them too, and its positions would differ from ours.
        shown = highlighter.highlight(source.expandtabs(TAB_COLS), language.lower())
        styles = ["history--code"] * len(shown.lines)
    return [
        Line(header, first + PADDING, rest, "history--code-header", source, is_wide=True, colours=shown.later),
        *(
            Line(content, begin, continued, style, is_wide=True, is_code=True)
            for content, style in zip(shown.lines, styles, strict=True)
        ),
    ]


def _header(language: str, cols: int) -> Content:
    """Return the language, and at the right edge `copy`."""
    gap = max(2, cols - len(language) - len(COPY))
    return Content(f"{language}{' ' * gap}{COPY}")
