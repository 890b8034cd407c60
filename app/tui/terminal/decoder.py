"""Bytes of the keyboard → text, in place of the decoder of Textual's driver. `keyboard` puts it there.

Textual decodes strictly, so that one byte of another encoding ends the program, and takes an escape inside a paste for
the end of the paste: what stands behind it arrives as keys, Enter among them, and would be sent (Textual 8.2.8).
"""

import codecs
import re

BEGIN, END = "\x1b[200~", "\x1b[201~"
"""Around a paste (xterm, bracketed paste mode)."""
ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b")
"""Colours, titles and links of a copied terminal text; a lone escape."""


class KeyboardDecoder:
    """An incremental decoder. A paste is handed on when it is whole, without its escapes."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._paste: str | None = None
        self._cut = ""

    def decode(self, data: bytes, final: bool = False) -> str:
        """The text of these bytes, as far as it can be told."""
        text, self._cut = self._cut + self._decoder.decode(data, final), ""
        out: list[str] = []
        while text:
            if self._paste is None:
                before, begun, text = text.partition(BEGIN)
                if begun:
                    self._paste = ""
                elif not final:
                    self._cut = begun_mark(before)
                    before = before.removesuffix(self._cut)
                out += (before, begun)
                continue
            pasted, ended, rest = (self._paste + text).partition(END)
            if not ended:
                self._paste, text = pasted, ""
                continue
            out += (ESCAPES.sub("", pasted), ended)
            self._paste, text = None, rest
        return "".join(out)


def begun_mark(text: str) -> str:
    """The end of a text that may be the beginning of a paste's mark. Two characters tell nothing: Esc must not wait."""
    lengths = range(len(BEGIN) - 1, 2, -1)
    return next((BEGIN[:length] for length in lengths if text.endswith(BEGIN[:length])), "")
