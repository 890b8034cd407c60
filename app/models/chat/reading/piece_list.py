"""Collects the pieces of one block; consecutive texts of one kind become one piece."""

from app.models.chat.reading.lone_closing_tag import LoneClosingTag
from app.models.model import CallPiece, Piece, ReasoningPiece, RefusalPiece, TextPiece

MAKE = {"reasoning": ReasoningPiece, "refusal": RefusalPiece}


class PieceList:
    """The pieces since the last `take`."""

    def __init__(self) -> None:
        self.closing_tag = LoneClosingTag()
        self._behind_calls: list[str] = []
        self._calls_came = False
        self._pieces: list[Piece] = []
        self._kind = "text"
        self._texts: list[str] = []

    @property
    def text_behind_calls(self) -> str:
        """The text that came behind the first call. It goes back to the model with the calls."""
        return "".join(self._behind_calls)

    def add_text(self, kind: str, text: str) -> None:
        """Add text of a kind: "text", or one in `MAKE`."""
        if kind != self._kind:
            self._close()
            self._kind = kind
        self._texts.append(text)

    def add(self, piece: Piece) -> None:
        """Add another piece."""
        if self._texts:
            self._close()
        if not self.closing_tag.over and isinstance(piece, CallPiece):
            self._pieces += self.closing_tag.call_came()
        self._pieces.append(piece)
        self._calls_came = self._calls_came or (isinstance(piece, CallPiece) and bool(piece.name))

    def add_arguments(self, piece: CallPiece) -> None:
        """Add more of a call that was added."""
        if self._texts:
            self._close()
        self._pieces.append(piece)

    def end(self) -> None:
        """Add what was held back."""
        self._close()
        self._pieces += self.closing_tag.end()

    def take(self) -> list[Piece]:
        """Return the pieces, and begin anew."""
        texts = self._texts
        if len(texts) == 1 and not self._pieces:  # as nearly always: a text to a block
            if self._kind == "reasoning" and self.closing_tag.over:
                return [ReasoningPiece(texts.pop())]
            if self._kind == "text" and not self._calls_came:
                return self.closing_tag.feed(texts.pop())
        if texts:
            self._close()
        pieces, self._pieces = self._pieces, []
        return pieces

    def _close(self) -> None:
        if not self._texts:
            return
        text = "".join(self._texts)
        self._texts.clear()
        if self._kind == "text":
            pieces = self.closing_tag.feed(text)
            self._pieces += pieces
            if self._calls_came:
                self._behind_calls += [piece.text for piece in pieces if isinstance(piece, TextPiece)]
        else:
            self._pieces += self.closing_tag.end()
            self._pieces.append(MAKE[self._kind](text))
