"""Code blocks: a header that copies, and the highlighted lines.

Highlighting follows the theme, since `textual.highlight` styles by theme variables. It imports pygments, so the import
waits for the first block of code (or for `warm()`).
"""

import re
from collections.abc import Callable

from textual.content import Content

from app.tui.history.render.lines import Line

Colour = Callable[[str, str], list[Content]]
"""(source, language) -> the source's lines, coloured."""

MOST = 20_000
"""Characters of a block that are coloured, the rest is plain: pygments does some 200 KB a second."""
LONGEST = 1_000
"""Characters of a line that are coloured: some lexers go quadratic, or worse, on one long token."""
WORD = re.compile(r"[\w+#.-]{1,32}")


def plain(source: str, language: str) -> list[Content]:
    """The lines without colours."""
    return [Content(line) for line in source.split("\n")]


def coloured(source: str, language: str) -> list[Content]:
    """The lines as the language colours them; plain where that would take too long."""
    if not language or max(map(len, source.split("\n"))) > LONGEST:
        return plain(source, language)
    if len(source) > MOST and (cut := source.rfind("\n", 0, MOST)) > 0:
        return [*coloured(source[:cut], language), *plain(source[cut + 1 :], language)]
    from textual.highlight import highlight

    lines = highlight(source, language=language).split("\n", allow_blank=True)
    return lines if len(lines) == source.count("\n") + 1 else plain(source, language)


class Growing:
    """Colours for a block that is still being written, at a cost that is linear in its length.

    The whole block is coloured again only when it has grown by a half; lines that came since are coloured one by one.
    So a docstring may look wrong for a moment, but never at the end: a closed block is coloured whole.
    """

    def __init__(self) -> None:
        self._lines: list[Content] = []
        self._source = ""
        self._whole = 0

    def __call__(self, source: str, language: str) -> list[Content]:
        """The lines so far; the last may be unfinished."""
        if not source.startswith(self._source):
            self.__init__()
        if len(source) > self._whole * 3 // 2 and (len(source) <= MOST or not self._lines):
            self._lines = coloured(source, language)
            self._whole = len(source)
        else:
            done = len(self._lines) - 1  # the last one was unfinished
            fresh = source.split("\n")[done:]
            colour = coloured if len(source) <= MOST else plain
            self._lines[done:] = [colour(line, language)[0] for line in fresh]
        self._source = source
        return list(self._lines)


def code_lines(source: str, info: str, first: str, rest: str, colour: Colour = coloured) -> list[Line]:
    """The header and the lines of a block. `info` is what stood after the fence."""
    source = source.rstrip("\n")
    match = WORD.search(info)
    language = match.group() if match else ""
    head = Line(Content(f"{language or 'text'}  ⧉ copy"), first, rest, "history--code-header", source)
    if not source:
        return [head]
    # Tabs first: the lexer would expand them and its places would no longer be ours.
    body = colour(source.expandtabs(4), language.lower())
    return [head, *(Line(line, rest, rest + "↪ ", "history--code") for line in body)]
