"""Calls the user back to the window: a bell, a notification of the desktop, and the title of the window.

Sources: xterm's ctlseqs (titles, and their stack); OSC 9 of iTerm2, kitty, WezTerm and Ghostty; OSC 777 of urxvt, VTE
and foot. Terminals that know both would show both, so each gets one.
"""

from collections.abc import Mapping

from textual.driver import Driver

BELL = "\x07"
STRING_END = "\x1b\\"
PUSH_TITLE, POP_TITLE = "\x1b[22;2t", "\x1b[23;2t"
MAX_CHARS = 100
NAME = "assistant-chat"


class WindowNotices:
    """Writes the notices. Their words are one line without control characters."""

    def __init__(self, terminal: Driver, environ: Mapping[str, str]) -> None:
        self._terminal = terminal
        self._has_777 = "VTE_VERSION" in environ or environ.get("TERM", "").startswith(("rxvt", "foot"))
        self._is_titled = False
        self._called: set[str] = set()

    def call(self, key: str, words: str) -> None:
        """Ring, notify, and put the words into the title of the window, once for each key: events may be replayed."""
        if key in self._called:
            return
        self._called.add(key)
        words = words[:MAX_CHARS]
        notice = f"\x1b]9;{words}{STRING_END}"
        if self._has_777:
            # A semicolon would end the text.
            notice = f"\x1b]777;notify;{NAME};{words.replace(';', ',')}{STRING_END}"
        push = "" if self._is_titled else PUSH_TITLE
        self._is_titled = True
        self._terminal.write(f"{BELL}{notice}{push}{_title(words)}")

    def end(self) -> None:
        """Put the title back: the user is here, or the program ends."""
        if self._is_titled:
            self._is_titled = False
            # A terminal without the stack keeps the name instead of old news.
            self._terminal.write(f"{_title(NAME)}{POP_TITLE}")


def _title(words: str) -> str:
    return f"\x1b]2;{words}{STRING_END}"
