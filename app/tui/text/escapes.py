"""Text from a model or a file made harmless for a terminal. Whatever the history shows has come through here.

Escape sequences are removed; other control characters become their visible pictures; characters that turn the
direction of a line, and surrogates that cannot be written, go too. What is left is newlines, tabs and printable text.
"""

import re

LONGEST = 2000
"""Characters of an escape sequence at most; a longer one is taken for text."""

SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # CSI: colours, cursor, modes
    rf"|[\]PX^_][^\x07\x1b\n]{{0,{LONGEST}}}(?:\x07|\x1b\\)"  # OSC (titles, links, clipboard), DCS and their kin
    r"|[ -/]{1,3}[0-~]|[0-OQ-WYZ\\`-~])"  # what is left of ECMA-48: one or two bytes after ESC
)
BEGUN = re.compile(rf"\x1b(?:\[[0-?]{{0,64}}[ -/]{{0,8}}|[\]PX^_][^\x07\x1b\n]{{0,{LONGEST}}}\x1b?|[ -/]{{0,3}})\Z")
"""What may still become one: the beginning of any of the three, up to the end of the text."""

# Bidirectional overrides reorder what a reader sees; U+FEFF is a byte order mark.
GONE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, *range(0x80, 0x85), *range(0x86, 0xA0)])
PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}
LINES = {0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
CODES = str.maketrans({**GONE, **PICTURES, **LINES, **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")})


def harmless(text: str) -> str:
    """The text without anything a terminal would obey."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _clean(SEQUENCE.sub("", text))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CODES)


class Filter:
    """The same for text that comes in pieces: the pieces' results together are the whole text's result."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """What of the text so far can be shown; the beginning of a sequence waits for its end."""
        if not self._held and "\x1b" not in text and "\r" not in text:
            return harmless(text)
        # What is held has not been changed: taking a sequence out must not make one of what stood around it.
        text = self._held + text
        begun = BEGUN.search(text)
        end = begun.start() if begun else len(text)
        shown = SEQUENCE.sub("", text[:end])
        start = len(shown) - shown.endswith("\r")
        self._held = shown[start:] + text[end:]
        return _clean(shown[:start])

    def close(self) -> str:
        """What was still waiting."""
        held, self._held = self._held, ""
        return _clean(held)
