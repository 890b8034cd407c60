"""Collects a bracketed paste (xterm's mode 2004) until its end mark, in time linear in its length."""

from app.tui.terminal.input.patterns import PASTE_END
from app.tui.terminal.input.tokens import Pasted

MAX_PASTE_CHARS = 16 * 1024 * 1024
"""A longer paste is delivered in several parts, so that memory is bounded when its end mark is lost."""


class PasteBuffer:
    """The parts of a paste so far. The end mark may be cut anywhere."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._chars = 0
        self._cut_mark = ""
        self._goes_on = False

    @property
    def is_full(self) -> bool:
        """Whether what has come must be delivered now."""
        return self._chars >= MAX_PASTE_CHARS

    def add(self, text: str, at: int) -> int | None:
        """Add the text from `at` on. Return where the text behind the end mark begins; None if it has not come yet."""
        new = self._cut_mark + text[at:]
        end = new.find(PASTE_END)
        if end >= 0:
            self._keep(new[:end])
            rest = at + end + len(PASTE_END) - len(self._cut_mark)
            self._cut_mark = ""
            return rest
        self._cut_mark = find_cut_mark(new)
        self._keep(new[: len(new) - len(self._cut_mark)])
        return None

    def take_part(self) -> Pasted:
        """Return what has come; the paste goes on."""
        part = Pasted("".join(self._parts), self._goes_on)
        self._parts.clear()
        self._chars = 0
        self._goes_on = True
        return part

    def close(self) -> Pasted:
        """Return what has come: the paste is over, or its end mark does not come any more."""
        last = self.take_part()
        self._cut_mark = ""
        self._goes_on = False
        return last

    def _keep(self, part: str) -> None:
        self._parts.append(part)
        self._chars += len(part)


def find_cut_mark(text: str) -> str:
    """Return the end of a text if it may be the beginning of the end mark."""
    lengths = range(len(PASTE_END) - 1, 0, -1)
    return next((PASTE_END[:length] for length in lengths if text.endswith(PASTE_END[:length])), "")
