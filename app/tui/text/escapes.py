"""Removes what a terminal would obey from the text of models and files. All text in the history passes through here.

Escape sequences and characters that change the writing direction are removed, control characters become their visible
pictures, surrogates become U+FFFD. What is left is newlines, tabs and printable text.
"""

import re

TAB_COLS = 4
MAX_SEQUENCE_CHARS = 2000
"""Characters of an escape sequence at most; a longer one is taken for text."""

SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]"  # CSI: colours, cursor, modes
    rf"|[\]PX^_][^\x07\x1b\n]{{0,{MAX_SEQUENCE_CHARS}}}(?:\x07|\x1b\\)"  # OSC (titles, links, clipboard), DCS …
    r"|[ -/]{1,3}[0-~]|[0-OQ-WYZ\\`-~])"  # the rest of ECMA-48: one or two bytes after ESC
)
UNFINISHED = re.compile(
    rf"\x1b(?:\[[0-?]{{0,64}}[ -/]{{0,8}}|[\]PX^_][^\x07\x1b\n]{{0,{MAX_SEQUENCE_CHARS}}}\x1b?|[ -/]{{0,3}})\Z"
)
"""The beginning of any of the three at the end of a text: more text may complete it."""

# Bidirectional overrides reorder what a reader sees; U+FEFF is a byte order mark.
REMOVED = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, *range(0x80, 0x85), *range(0x86, 0xA0)]
PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}
LINE_BREAKS = {0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
REPLACEMENTS = str.maketrans({**dict.fromkeys(REMOVED), **PICTURES, **LINE_BREAKS})
SURROGATE = "[\ud800-\udfff]"
"""It cannot be written to a terminal. Names of files and servers' JSON can have one alone."""


def remove_escapes(text: str) -> str:
    """Return the text without anything that a terminal obeys."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _replace_controls(SEQUENCE.sub("", text))


def to_rows(text: str) -> str:
    """Return a text as rows can show it: without anything that a terminal obeys, and with spaces for tabs.

    A tab in a row moves what stands behind it, over the border and beyond.
    """
    return remove_escapes(text).expandtabs(TAB_COLS)


def replace_surrogates(text: str) -> str:
    """Return the text with U+FFFD for each surrogate.

    Almost no text has one, and encoding tells at once. A table for all 2,048 takes 100 KB.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub(SURROGATE, "\ufffd", text)
    return text


def _replace_controls(text: str) -> str:
    return replace_surrogates(text).replace("\r\n", "\n").replace("\r", "\n").translate(REPLACEMENTS)


class EscapeFilter:
    """`remove_escapes` for text that arrives in pieces: the results joined equal the result for the whole text."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """Return what can be shown of the text so far; the beginning of a sequence waits for its end."""
        if not self._held and "\x1b" not in text and "\r" not in text:
            return remove_escapes(text)
        # Hold the raw text: removing a sequence must not form a new one from the text around it.
        text = self._held + text
        unfinished = UNFINISHED.search(text)
        end = unfinished.start() if unfinished else len(text)
        shown = SEQUENCE.sub("", text[:end])
        rest = text[end:]
        if shown.endswith("\r"):  # half of a line break
            shown = shown[:-1]
            rest = f"\r{rest}"
        self._held = rest
        return _replace_controls(shown)

    def close(self) -> str:
        """Return the text that was still waiting."""
        held = self._held
        self._held = ""
        return _replace_controls(held)
