"""Decodes the bytes of the keyboard in place of Textual's own decoder (Textual 8.2.8).

Textual decodes strictly, so that one byte in another encoding ends the program. It also takes an escape inside a
paste for the end of the paste: the rest arrives as keys, Enter among them, and would be sent.
"""

import codecs
import re

PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"
"""Bracketed paste mode (xterm)."""
ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b")
"""Colours, titles and links in text copied from a terminal; a lone escape."""


class KeyboardDecoder:
    """An incremental decoder. It holds a paste back until it is whole and removes the escapes in it."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._paste: str | None = None
        self._cut_mark = ""

    def decode(self, data: bytes, final: bool = False) -> str:
        """Decode as much as is certain so far."""
        text = self._cut_mark + self._decoder.decode(data, final)
        self._cut_mark = ""
        out: list[str] = []
        while text:
            if self._paste is None:
                before, mark, text = text.partition(PASTE_START)
                if mark:
                    self._paste = ""
                elif not final:
                    self._cut_mark = find_cut_mark(before)
                    before = before.removesuffix(self._cut_mark)
                out += (before, mark)
                continue
            pasted, mark, rest = (self._paste + text).partition(PASTE_END)
            if not mark:
                self._paste = pasted
                break
            out += (ESCAPES.sub("", pasted), mark)
            self._paste = None
            text = rest
        return "".join(out)


def find_cut_mark(text: str) -> str:
    """Return the end of a text if it may be the start of a paste mark.

    The first two characters are not held back: a press of Esc must not wait.
    """
    lengths = range(len(PASTE_START) - 1, 2, -1)
    return next((PASTE_START[:length] for length in lengths if text.endswith(PASTE_START[:length])), "")
