"""Joins characters that a server cut in two between chunks.

JSON spells a character above U+FFFF as two surrogates, and some servers send each in a chunk of its own; others cut its
UTF-8 bytes, which `lenient_json` turns into the lone surrogates U+DC80 to U+DCFF (PEP 383).
"""

import re

SURROGATE = re.compile("[\ud800-\udfff]")
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
BYTES = re.compile("[\udc80-\udcff]+")
OPEN_END = re.compile(
    "(?:[\ud800-\udbff]"
    "|(?<![\ud800-\udbff])(?:[\udcc2-\udcdf]|[\udce0-\udcef][\udc80-\udcbf]?|[\udcf0-\udcf4][\udc80-\udcbf]{0,2}))$"
)
"""A first half at the end of a text, or the first bytes of a character."""
MAX_OPEN_CHARS = 3


def whole_text(text: str) -> str:
    """Return the text with halves joined where they belong together, and U+FFFD for each that stands alone."""
    if SURROGATE.search(text) is None:
        return text
    text = PAIR.sub(_joined_pair, text)
    text = BYTES.sub(_joined_bytes, text)
    return SURROGATE.sub("\ufffd", text)


def _joined_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _joined_bytes(escaped: re.Match[str]) -> str:
    return escaped[0].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class HalfCharacters:
    """The halves that are held back at the end of one text that arrives in fragments."""

    def __init__(self) -> None:
        self.held = ""

    def join(self, text: str) -> str:
        """Return what can be read of the text so far, and hold back a half at its end."""
        text = self.held + text
        self.held = ""
        match = OPEN_END.search(text, max(0, len(text) - MAX_OPEN_CHARS - 1))
        if match is not None:
            self.held = match[0]
            text = text[: match.start()]
        return whole_text(text)

    def end(self) -> str:
        """Return what was held back, which nothing followed."""
        held, self.held = self.held, ""
        return whole_text(held)
