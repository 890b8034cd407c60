"""The Linux console (TERM=linux), whose font has 256 or 512 characters: those of code page 437 are in each of them.

What the program draws with other characters gets a stand-in of the same width when it is painted, and so do the quotes
and dashes of replies. Nothing else of a text changes, and what is copied is the text itself.
"""

import os

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

STAND_INS = {
    "╭╮╰╯": "┌┐└┘",
    "━┃┏┓┗┛": "═║╔╗╚╝",
    "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏": r"|/-\|/-\|/",
    "▁▂▃▅▆▇": "  ▄▄██",
    "▉▊▋▍▎▏": "██▌▌▌▌",
    "‹›▸▾●✗↪☐☑◦▪×": "<>►▼•x>○√o■x",
    "‘’‚–—…‥": "'',--..",
    "“”„": '"""',
}
"""Characters, and what stands for each of them: box corners and heavy lines, the frames of the spinner, blocks, signs,
marks of texts."""
TABLE = str.maketrans("".join(STAND_INS), "".join(STAND_INS.values()))


class ForLinuxConsole(LineFilter):
    """Replaces what the font of the Linux console lacks in painted rows."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with stand-ins."""
        return [
            Segment(text if text.isascii() else text.translate(TABLE), style, control)
            for text, style, control in segments
        ]


def is_linux_console() -> bool:
    """Whether the terminal is the console of Linux, by its own name."""
    return os.environ.get("TERM") == "linux"
