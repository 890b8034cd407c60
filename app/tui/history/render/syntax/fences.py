"""Fenced code blocks that contain fenced code blocks of the same length.

Models write them so, mostly a Markdown text in a block of its own, where CommonMark wants a longer fence outside. Here
a fence with a language inside a block opens a level, and one without closes it.

A block of text (of Markdown, or without a language) whose levels are not all closed is taken to the end: the reply was
cut off. In any other language a fence with a language may be a line of the program (`\"\"\"` before it and no end), so
there the levels count only if all are closed; else the first fence without a language ends the block, as in CommonMark.
While a text grows its last block is taken to go on, so that nothing above changes with each piece.
"""

import re
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

GROWING = "growing"
"""Key in the environment of a parse: more text follows."""
UNBALANCED = "unbalanced"
"""Key in the environment of a parse: the last lines of containers with open levels. Looking there again would take
quadratic time."""
MARKS = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
LANGUAGE = re.compile(r"[{.]?\w")
"""How the text after a fence begins if it names a language."""
MARKDOWN = {"commonmark", "gfm", "markdown", "md", "mdown", "mdx", "mkd", "qmd", "rmarkdown", "rmd"}
TEXT = {*MARKDOWN, "", "plain", "plaintext", "text", "txt"}
"""Languages of blocks in which a fence is a fence, never a line of a program."""


class Fence(NamedTuple):
    """A line that begins with at least three marks."""

    marks: str
    info: str

    def closes(self, other: "Fence | str") -> bool:
        """Whether this line closes a block opened by these marks."""
        marks = other if isinstance(other, str) else other.marks
        return not self.info and self.is_as_long(marks)

    def is_as_long(self, marks: str) -> bool:
        """Whether this fence is of the same kind and at least as long."""
        return self.marks.startswith(marks)


class Block(NamedTuple):
    """The line after the content of a block, and whether that line is the closing fence."""

    end: int
    is_closed: bool


def take_fence(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Take a fenced block that begins at this line (a rule of markdown-it)."""
    opening = _fence_at(state, start)
    if opening is None:
        return False
    if silent:
        return True
    block = _find_end(state, opening, start, end)
    state.line = block.end + block.is_closed
    token = state.push("fence", "code", 0)
    token.info = state.src[state.bMarks[start] + state.tShift[start] + len(opening.marks) : state.eMarks[start]]
    token.content = state.getLines(start + 1, block.end, state.sCount[start], True)
    token.markup = opening.marks
    token.map = [start, state.line]
    return True


def _fence_at(state: "StateBlock", line: int) -> Fence | None:
    begin = state.bMarks[line] + state.tShift[line]
    if begin >= state.eMarks[line] or state.src[begin] not in "`~" or state.is_code_block(line):
        return None
    text = state.src[begin : state.eMarks[line]]
    match = MARKS.match(text)
    if match is None:
        return None
    return Fence(match.group(), text[match.end() :].strip(" \t"))


def _find_end(state: "StateBlock", opening: Fence, start: int, end: int) -> Block:
    """Find where a block ends: at its fence, or with its container."""
    env = cast(MutableMapping[str, object], state.env)
    unbalanced = cast(set[int], env.setdefault(UNBALANCED, set[int]()))
    levels = [opening.marks]
    first: int | None = None
    for line in range(start + 1, end):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            end = line
            break
        fence = _fence_at(state, line)
        if fence is None:
            continue
        if fence.closes(levels[-1]):
            levels.pop()
        elif fence.is_as_long(levels[-1]) and LANGUAGE.match(fence.info):
            levels.append(fence.marks)
        if first is None and fence.closes(opening):
            first = line
        if not levels or (first is not None and end in unbalanced and not _is_text(opening)):
            return Block(line, True)
    is_growing = bool(env.get(GROWING)) and end == len(state.bMarks) - 1  # one more than there are lines
    if first is None or _is_text(opening) or is_growing:
        return Block(end, False)
    unbalanced.add(end)
    return Block(first, True)


def _is_text(fence: Fence) -> bool:
    language = (fence.info.split() or [""])[0]
    return language.strip("{.}").lower() in TEXT


def nest_fences(parser: "MarkdownIt") -> None:
    """Put the rule in the place of the parser's own."""
    parser.block.ruler.at("fence", take_fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
