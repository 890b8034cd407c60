"""Decodes the bytes of the keyboard in place of Textual's own decoder (Textual 8.2.8).

Textual decodes strictly, so that one byte in another encoding ends the program.
"""

import codecs
import re

INVALID = re.compile("[\udc80-\udcff]+")
"""Bytes that are no UTF-8, as `surrogateescape` decodes them."""
FIRST_INVALID, LAST_C1 = 0xDC80, 0xDC9F
STRING_END = "[\udc8f\udc90\udc98\udc9b\udc9d-\udc9f]?\udc9c[\udc8f\udc90\udc98\udc9b\udc9d-\udc9f]?"
"""The end of a string as one byte, with the introducer of an empty one in front, or of the next reply behind."""
REPLACEMENT = "\ufffd"


class KeyboardDecoder:
    """An incremental decoder of UTF-8. A byte that does not belong to a character becomes U+FFFD.

    A lone byte from 0x80 to 0x9F becomes the C1 control with this number: terminals set to eight-bit controls begin
    their replies with 0x9B, 0x9D or 0x90.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def decode(self, data: bytes, final: bool = False) -> str:
        """Decode as much as is certain so far."""
        return INVALID.sub(_replace, self._decoder.decode(data, final))


def _replace(invalid: re.Match[str]) -> str:
    # Two of them in a row are a character that was cut, or text in another encoding.
    if (len(invalid[0]) == 1 and ord(invalid[0]) <= LAST_C1) or re.fullmatch(STRING_END, invalid[0]):
        return "".join(chr(ord(one) - FIRST_INVALID + 0x80) for one in invalid[0])
    return REPLACEMENT * len(invalid[0])
