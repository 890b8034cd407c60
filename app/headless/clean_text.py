"""Text of a model made safe for a terminal: what it says is data, and must not move a cursor or set a title.

The printers use it wherever the stream they write to is a terminal.
"""

import re

# ECMA-48: CSI and the string sequences (OSC, DCS, SOS, PM, APC) in both their 7 and 8 bit forms, then any other escape.
SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)
UNFINISHED = re.compile(r"(?:\x1b|\x9b|[\x90\x98\x9d-\x9f])[^\x07\x9c]*\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# They reorder what is around them, so that a line can read as what it is not: Unicode TR36, 2.5.
BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")

LONGEST = 256
"""Characters that may wait for the end of a sequence; what is longer loses only its control characters."""


def clean(text: str) -> str:
    """The whole text without escape sequences and control characters; line ends and tabs stay."""
    return BIDI.sub("", CONTROL.sub("", SEQUENCE.sub("", text)))


def escaped(json: str) -> str:
    """JSON text with the control characters that JSON itself lets through written as escapes: it means the same."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


class Cleaner:
    """The same for a stream, where a sequence may come in two pieces."""

    def __init__(self) -> None:
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """What can be shown of the text so far and has not been shown."""
        text = SEQUENCE.sub("", self._waiting + piece)
        unfinished = UNFINISHED.search(text)
        if unfinished and len(unfinished[0]) <= LONGEST:
            self._waiting = unfinished[0]
            text = text[: unfinished.start()]
        else:
            self._waiting = ""
        return clean(text)

    def end(self) -> str:
        """What was still waiting."""
        text, self._waiting = clean(self._waiting), ""
        return text
