"""The two parts of the stylesheet: what the chat needs to start, and what opens above it.

Parsing the whole is a tenth of the start, and all rules are searched for each widget. The second part is half of them,
so it is parsed after the first typed key, when the dialogs are imported, or when the first of them opens.
"""

import re
from pathlib import Path
from typing import NamedTuple

SECTION = re.compile(r"^(?=/\* )", re.MULTILINE)
"""Each section of the file begins with the package that it is for."""
ABOVE_CHAT = re.compile(r"/\* screens/(?!chat\b)")
ABOVE_CHAT_RANK = -1
"""Of two rules that fit equally well, the one for a widget of the chat wins, as it does by its place in the file."""


class StyleParts(NamedTuple):
    """The text of each part."""

    chat: str
    above_chat: str


def read_styles(path: Path) -> StyleParts:
    """Read the stylesheet. Raises `OSError`."""
    sections = SECTION.split(path.read_text(encoding="utf-8"))
    above = [section for section in sections if ABOVE_CHAT.match(section)]
    return StyleParts("".join(one for one in sections if one not in above), "".join(above))
