"""Takes the pictures out of the text of a message: each is an address of kilobytes, and a long text is cut in it."""

import re
from collections.abc import Iterator
from itertools import groupby

from app.api.message_text import text_beside_files
from app.api.objects import ImageUrlPart, Message, Part
from app.tui.pictures.picture_header import read_header
from app.tui.pictures.stand_ins import DATA, Picture, ShownText, make_stand_in
from app.tui.text.escapes import remove_escapes

ADDRESS = re.compile(r"\]\(\s*(<?)(data:image/[^\s<>()]*+)(?=[\s)>]|\Z)")
"""The address of an image or link in Markdown that is a picture. The text may end in it: a model was cut off."""
FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)


class TakenOut:
    """The text without pictures so far, and the pictures."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []

    def add(self, address: str) -> str:
        """Take a picture, and return the address that stands for it."""
        header = read_header(address)
        self.pictures.append(Picture(address, header.kind, header.size))
        return make_stand_in(len(self.pictures) - 1, self.pictures[-1])

    def markdown(self, text: str) -> str:
        """Return a text with stand-ins for its pictures; in code nothing is a picture."""
        if DATA not in text:
            return text
        pieces: list[str] = []
        done = 0
        code = _Code(text)
        for match in ADDRESS.finditer(text):
            if code.has(match.start()):
                continue
            end = match.end()
            closing = "" if end < len(text) else f"{match[1].replace('<', '>')})"
            pieces += [text[done : match.start(2)], self.add(match[2]), closing]
            done = end
        return "".join([*pieces, text[done:]])


def take_out(message: Message) -> ShownText:
    """Return the text of a message with stand-ins for its pictures.

    What the user wrote is no Markdown, so there only parts that are pictures have one.
    """
    taken = TakenOut()
    text = "\n".join(_texts(message, taken))
    return ShownText(text, taken.pictures)


def _texts(message: Message, taken: TakenOut) -> Iterator[str]:
    """Yield what stands on lines of its own: each picture, and the parts between them, in two of which one may be."""
    for is_picture, parts in groupby(message.content, _is_picture):
        if is_picture:
            yield from (f"![]({taken.add(part.image_url.url)})" for part in parts if isinstance(part, ImageUrlPart))
        else:
            text = remove_escapes(text_beside_files(list(parts)))
            yield taken.markdown(text) if message.role == "assistant" else text


def _is_picture(part: Part) -> bool:
    return isinstance(part, ImageUrlPart) and part.image_url.url.startswith(DATA)


class _Code:
    """Where code is in a text, asked from its beginning on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._fences = _fenced(text)
        self._block = next(self._fences, None)
        self._line = 0
        self._seen = 0
        self._is_quoted = False

    def has(self, at: int) -> bool:
        """Whether a place is in a fenced block, or behind a backtick that its line does not close before it."""
        while self._block is not None and self._block[1] <= at:
            self._block = next(self._fences, None)
        if self._block is not None and self._block[0] <= at:
            return True
        line = self._text.rfind("\n", self._seen, at) + 1 or self._line
        if line != self._line:
            self._line, self._seen, self._is_quoted = line, line, False
        self._is_quoted ^= self._text.count("`", self._seen, at) % 2 == 1
        self._seen = at
        return self._is_quoted


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """Yield the beginning and end of each fenced block."""
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if opened is None:
            if "`" not in fence[2] or fence[1][0] == "~":
                opened = fence
        elif fence[1].startswith(opened[1]) and not fence[2].strip():
            yield opened.start(), fence.end()
            opened = None
    if opened is not None:
        yield opened.start(), len(text)
