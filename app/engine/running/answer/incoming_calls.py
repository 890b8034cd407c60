"""Sorts the pieces of tool calls: those of a call that a program can answer are passed on, others are kept back.

A call cannot be answered if the run offers no functions, or if it names none. It must not become a run that waits for
outputs: nothing would ever submit them, and the thread would stay locked.
"""

from msgspec import Struct

from app.models.model import CallPiece

MAX_NAME_CHARS = 256
"""The API allows 64 characters; a longer name than this is no name of a function that was offered."""
EXCERPT_CHARS = 60


class _Held(Struct):
    """A call without a usable name so far."""

    name: str
    arguments: list[str]


class IncomingCalls:
    """The calls of one answer. `offered`: whether the run offers functions, so that a call can be answered."""

    def __init__(self, *, offered: bool) -> None:
        self._offered = offered
        self._usable: set[int] = set()
        self._held: dict[int, _Held] = {}

    def add(self, piece: CallPiece) -> CallPiece | None:
        """Return the piece to write, with what was kept back of its call; `None` if it is kept back."""
        if piece.index in self._usable:
            return piece
        held = self._held.setdefault(piece.index, _Held("", []))
        held.name = held.name or piece.name
        held.arguments.append(piece.arguments)
        if not self._offered or not held.name or len(held.name) > MAX_NAME_CHARS:
            return None
        del self._held[piece.index]
        self._usable.add(piece.index)
        return CallPiece(piece.index, held.name, "".join(held.arguments))

    @property
    def problem(self) -> str:
        """A sentence about the first call that was kept back, empty without any."""
        for held in self._held.values():
            if not self._offered and held.name:
                return (
                    f"The model called the function {_quote(held.name)}, but this run offers no functions. Try again, "
                    "or choose another model."
                )
            name = "a function without a name"
            if held.name:
                name = f"a function with an impossible name, {_quote(held.name)}"
            return (
                f"The model called {name} (arguments: {_quote(''.join(held.arguments))}), which nothing can answer. "
                "Try again, or choose another model."
            )
        return ""


def _quote(text: str) -> str:
    text = " ".join(text[: 4 * EXCERPT_CHARS].split())
    if len(text) > EXCERPT_CHARS:
        text = f"{text[:EXCERPT_CHARS]}…"
    return f"“{text}”"
