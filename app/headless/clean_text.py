"""Text made safe for a terminal: a model's reply is data, and must not move the cursor or set a title."""

import re

# ECMA-48: CSI and the string sequences (OSC, DCS, SOS, PM, APC), each in its 7-bit and 8-bit form, then other escapes.
SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)
UNFINISHED = re.compile(r"(?:\x1b|\x9b|[\x90\x98\x9d-\x9f])[^\x07\x9c]*\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Bidirectional controls reorder the text around them, so that a line reads as something else: Unicode TR36, 2.5.
BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile("[\ud800-\udfff]")
"""It cannot be written: a server's error can have one alone, and so can the name of a file (PEP 383)."""

SET_IN = "    "
MAX_SEQUENCE_CHARS = 256
"""How much text may be held back for the end of a sequence. A longer one loses only its control characters."""


def clean(text: str) -> str:
    """Remove escape sequences and control characters, except line ends and tabs; replace what cannot be written."""
    return SURROGATE.sub("\ufffd", BIDI.sub("", CONTROL.sub("", SEQUENCE.sub("", text))))


def clean_line(text: str) -> str:
    """`clean` for what must be one line: what stands behind a line end would be taken for a line of the program."""
    return " ".join(clean(text).split())


def clean_paragraph(text: str) -> str:
    """`clean` for a sentence of several lines: those behind the first are set in, so that none looks like another."""
    return f"\n{SET_IN}".join(clean(text).splitlines())


def escape_controls(json: str) -> str:
    """Write what a terminal obeys, and JSON allows in strings, as JSON escapes; the meaning stays the same."""
    return BIDI.sub(_json_escape, CONTROL.sub(_json_escape, json))


def _json_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


class Cleaner:
    """`clean` for a stream, where a sequence may be split between two pieces."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return the clean text so far; an unfinished sequence at its end is held back."""
        text = SEQUENCE.sub("", self._held + piece)
        self._held = ""
        unfinished = UNFINISHED.search(text)
        if unfinished and len(unfinished[0]) <= MAX_SEQUENCE_CHARS:
            self._held = unfinished[0]
            text = text[: unfinished.start()]
        return clean(text)

    def end(self) -> str:
        """Return the clean text that was held back."""
        held = self._held
        self._held = ""
        return clean(held)
