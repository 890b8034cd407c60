"""Collects the pieces of one block; consecutive texts of one kind become one piece."""

from app.models.chat.reading.thinking_tags import closes_alone
from app.models.model import Piece, ReasoningPiece, RefusalPiece, TextPiece

MAKE = {"text": TextPiece, "reasoning": ReasoningPiece, "refusal": RefusalPiece}


class PieceList:
    """The pieces since the last `take`."""

    def __init__(self) -> None:
        self.closed_alone = False
        """The text had a closing tag of reasoning that nothing opened."""
        self._pieces: list[Piece] = []
        self._kind = "text"
        self._texts: list[str] = []

    def add_text(self, kind: str, text: str) -> None:
        """Add text of a kind in `MAKE`."""
        if kind != self._kind:
            self._close()
            self._kind = kind
        self._texts.append(text)

    def add(self, piece: Piece) -> None:
        """Add another piece."""
        self._close()
        self._pieces.append(piece)

    def take(self) -> list[Piece]:
        """Return the pieces, and begin anew."""
        if self._texts:
            self._close()
        pieces, self._pieces = self._pieces, []
        return pieces

    def _close(self) -> None:
        if self._texts:
            text = "".join(self._texts)
            self.closed_alone = self.closed_alone or (self._kind == "text" and closes_alone(text))
            self._pieces.append(MAKE[self._kind](text))
            self._texts.clear()
