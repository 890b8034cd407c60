"""A terminal line for tests: bytes arrive in pieces at given times, and the events that they become are listed."""

from collections.abc import Iterable

from textual import events
from textual.message import Message

from app.tui.terminal.input.decoder import KeyboardDecoder
from app.tui.terminal.input.event_parser import TerminalParser

Piece = bytes | str | float
"""Bytes that one read brings, or seconds that pass."""
QUIET_S = 10.0
"""Longer than anything waits."""


class Line:
    """A line with a clock of its own."""

    def __init__(self) -> None:
        self.now = 100.0
        self._decoder = KeyboardDecoder()
        self._parser = TerminalParser(clock=lambda: self.now)

    def feed(self, *pieces: Piece) -> list[Message]:
        """Let the pieces arrive, and return the events."""
        return [event for piece in pieces for event in self._feed(piece)]

    def _feed(self, piece: Piece) -> Iterable[Message]:
        if isinstance(piece, float):
            yield from self._wait(piece)
        elif isinstance(piece, str):
            yield from self._parser.feed(self._decoder.decode(piece.encode()))
        elif isinstance(piece, bytes):
            yield from self._parser.feed(self._decoder.decode(piece))

    def _wait(self, seconds: float) -> Iterable[Message]:
        end = self.now + seconds
        while (due := self._parser.deadline) is not None and due <= end:
            self.now = max(self.now, due)
            yield from self._parser.tick()
        self.now = end


def received(*pieces: Piece) -> list[str]:
    """The names of the keys, `paste:` with the text of each paste, and the class of every other event."""
    return [describe(event) for event in Line().feed(*pieces, QUIET_S)]


def typed(*pieces: Piece) -> str:
    """The text that the pieces would put into a box, `<name>` for any other event."""
    out: list[str] = []
    for event in Line().feed(*pieces, QUIET_S):
        if isinstance(event, events.Key) and event.is_printable:
            out.append(event.character or "")
        elif isinstance(event, events.Paste):
            out.append(event.text)
        else:
            out.append(f"<{describe(event)}>")
    return "".join(out)


def describe(event: Message) -> str:
    """One event in a word."""
    match event:
        case events.Key(key=key):
            return key
        case events.Paste(text=text):
            return f"paste:{text}"
        case _:
            return type(event).__name__
