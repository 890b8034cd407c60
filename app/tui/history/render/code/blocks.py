"""The blocks of a text that is being written, and those that are complete."""

from textual.content import Content

from app.tui.history.render.code.colouring import (
    AT_ONCE_CHARS,
    MAX_HIGHLIGHTED_CHARS,
    BlockColouring,
    ColouringQueue,
    Highlighted,
    colour_pieces,
    highlight,
    without_highlight,
)


class OpenBlocks:
    """Colours the blocks of a text that is still being written and rendered again and again."""

    def __init__(self, queue: ColouringQueue) -> None:
        self._queue = queue
        self._blocks: list[OpenBlock] = []
        self._next = 0

    def restart(self) -> None:
        """Expect the first block again: the text is rendered once more."""
        self._next = 0

    def clear(self) -> None:
        """Forget the blocks: they can no longer change."""
        self._blocks.clear()

    def highlight(self, source: str, language: str) -> Highlighted:
        """Return the lines of the next block so far; the last may be unfinished."""
        if self._next == len(self._blocks):
            self._blocks.append(OpenBlock(self._queue))
        block = self._blocks[self._next]
        self._next += 1
        return Highlighted(block.highlight(source, language))

    def take_next(self) -> "OpenBlock | None":
        """Return the next block as it was when the text was rendered last; None if it is new."""
        block = self._blocks[self._next] if self._next < len(self._blocks) else None
        self._next += 1
        return block


class WholeBlocks:
    """Colours blocks that are complete: at once as many as there is time for, the others later."""

    def __init__(self, open_blocks: OpenBlocks) -> None:
        self._open_blocks = open_blocks
        self._left = AT_ONCE_CHARS

    def restart(self) -> None:
        """Expect the first of the blocks that are rendered together."""
        self._left = AT_ONCE_CHARS
        self._open_blocks.restart()

    def highlight(self, source: str, language: str) -> Highlighted:
        """Return the lines of a block."""
        block = self._open_blocks.take_next()
        self._left -= len(source)
        if self._left >= 0 or not language:
            return Highlighted(highlight(source, language))
        before = without_highlight(source)
        if block is not None and block.is_beginning_of(source):
            before = block.highlight(source, language)  # the colours that it had while it grew
        return Highlighted(before, colour_pieces(source, language))


class OpenBlock:
    """Colours a block that is still being written, at a cost that is linear in its length.

    The whole block is coloured again only when it has doubled; lines that came since are coloured one by one.
    So a docstring may look wrong for a moment, but never at the end: a closed block is coloured whole.
    """

    def __init__(self, queue: ColouringQueue) -> None:
        self._queue = queue
        self._lines: list[Content] = []
        self._source = ""
        self._whole_chars = 0

    def is_beginning_of(self, source: str) -> bool:
        """Whether a block may be this one, grown."""
        return source.startswith(self._source)

    def highlight(self, source: str, language: str) -> list[Content]:
        """Return the lines so far; the last may be unfinished."""
        if not source.startswith(self._source):
            self._lines = []
            self._whole_chars = 0
        small = len(source) <= MAX_HIGHLIGHTED_CHARS
        if len(source) > self._whole_chars * 2 and (small or not self._lines):
            self._whole_chars = len(source)
            if len(source) <= AT_ONCE_CHARS:
                self._lines = highlight(source, language)
            else:
                self._add_lines(source, language, at_once=False)
                finished = source[: source.rfind("\n") + 1].removesuffix("\n")
                self._queue.add(BlockColouring(self, 0, colour_pieces(finished, language)))
        else:
            self._add_lines(source, language, at_once=small)
        self._source = source
        return list(self._lines)

    def _add_lines(self, source: str, language: str, *, at_once: bool) -> None:
        """Add the lines that have come, coloured one by one if there are few."""
        del self._lines[-1:]  # it was unfinished
        lines = source.split("\n")[len(self._lines) :]
        if at_once and sum(map(len, lines)) <= AT_ONCE_CHARS:
            self._lines += [content for line in lines for content in highlight(line, language)]
        else:
            self._lines += map(Content, lines)

    def take_line(self, number: int, content: Content) -> bool:
        """Show a finished line with its colours when the block is rendered the next time."""
        if number >= len(self._lines) or self._lines[number].plain != content.plain:
            return False
        self._lines[number] = content
        return True
