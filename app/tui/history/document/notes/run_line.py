"""The last row of the history: the newest run while it goes on, and one dim line once it is over."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip

from app.tui.history.render.lines import Line
from app.tui.history.render.rows import GUTTER_COLS, Row, RowBuilder, join_segments
from app.tui.widgets.frames.spinner import find_frame

BYTES_PER_TOKEN = 4
"""Of UTF-8, a rule of thumb, hence the `~`. The count of the run itself comes at its end."""
RATE_AFTER_S = 1.0
"""A rate is told once text has come for so long."""
HINT = "{run.cancel} to cancel"
WAITING = "requires_action"
HOUR_S = 3_600
CANCELLING = "cancelling"

Piece = tuple[str, str]
"""A text and its component class."""


class RunLine:
    """The status of a run in the API's word, with its seconds, tokens and rate. Times are seconds of any one clock."""

    def __init__(self) -> None:
        self.hint = ""
        self.status = ""
        """Empty while no run goes on."""
        self._is_still = False
        self._words = ""
        self._began_at = 0.0
        self._now = 0.0
        self._expires_at: int | None = None
        self._tokens = 0.0
        self._text_since: float | None = None
        self._knows_rate = False
        self.pieces: list[Piece] = []
        """What is told of the run that goes on."""
        self._counts: tuple[tuple[str, int], list[Piece]] | None = None
        self._tail: tuple[RowBuilder, list[Segment]] | None = None
        self._rendered: tuple[RowBuilder, list[Row]] | None = None

    @property
    def moves(self) -> bool:
        """Whether the line changes by itself."""
        return bool(self.status) and not self._is_still

    def begin(self, began_at: float, *, knows_rate: bool, is_still: bool) -> None:
        """Count a run from here on. `knows_rate`: its text comes as it is written. `is_still`: no spinner, no count."""
        self._began_at, self._knows_rate, self._is_still = began_at, knows_rate, is_still
        self._tokens, self._text_since = 0.0, None
        self._counts = None

    def show(self, status: str, now: float, expires_at: int | None = None) -> None:
        """Show this status of the run that began. `expires_at`: until when a run that waits for outputs does so."""
        self._expires_at = expires_at
        self.status, self._words = status, ""
        self._now = now
        self._compose()

    def end(self, words: str) -> None:
        """Show one dim line in place of the status; none for no words."""
        self.status, self._words = "", words
        self._rendered = None

    def count(self, text: str, now: float) -> None:
        """Count text that the model has written. The next tick shows it."""
        self._text_since = self._text_since or now
        self._tokens += len(text.encode(errors="replace")) / BYTES_PER_TOKEN

    def tick(self, now: float) -> bool:
        """Move the spinner and the counts. Return whether the line looks different."""
        if not self.moves:
            return False
        self._now = now
        return self._compose()

    def _compose(self) -> bool:
        """Make the pieces anew. The counts change once a second, so that all other frames change one cell."""
        second = int(self._now - self._began_at)
        counts = self._counts
        if counts is None or counts[0] != (self.status, second):
            counts = self._counts = ((self.status, second), self._count_pieces(max(0, second)))
            self._tail = None
        pieces = [(self._sign, "history--spinner"), *counts[1]]
        changed = pieces != self.pieces
        self.pieces = pieces
        if changed:
            self._rendered = None
        return changed

    @property
    def _sign(self) -> str:
        if self._is_still:
            return ""
        return "  " if self.status == WAITING else f"{find_frame(self._now)} "

    def _count_pieces(self, second: int) -> list[Piece]:
        """Return the status, and what is told of the run, which is left out from the end."""
        pieces = [(self.status, "history--now")]
        if self._is_still:
            return pieces
        pieces.append((f" {format_seconds(second)}", "history--detail"))
        if self.status == WAITING and self._expires_at:
            pieces.append((f" · {format_countdown(self._expires_at - self._now)}", "history--detail"))
        if self._tokens >= 1:
            pieces.append((f" · ~{self._tokens:,.0f} tokens", "history--detail"))
        since = self._now - (self._text_since or self._now)
        if self._knows_rate and self._tokens >= 1 and since >= RATE_AFTER_S:
            pieces.append((f" · ~{self._tokens / since:,.0f} tok/s", "history--detail"))
        return pieces

    def render(self, builder: RowBuilder) -> list[Row]:
        """Make the row; none without a run."""
        if self._rendered is None or self._rendered[0] is not builder:
            rows: list[Row] = []
            if self.status:
                rows = [self._active_row(builder)]
            elif self._words:
                rows = builder.rows(Line(Content(self._words), style="history--status"))
            self._rendered = (builder, rows)
        return self._rendered[1]

    def _active_row(self, builder: RowBuilder) -> Row:
        if self._tail is None or self._tail[0] is not builder:
            self._tail = (builder, self._make_tail(builder))
        sign, style = self.pieces[0]
        head = join_segments([builder.gutter, (sign, builder.style(style).rich_style)])
        return Row(Strip([*head, *self._tail[1]]).adjust_cell_length(builder.width))

    def _make_tail(self, builder: RowBuilder) -> list[Segment]:
        """Make what stands behind the spinner, which most frames leave as it is."""
        (sign, _), *pieces = self.pieces
        room = builder.room - cell_len(sign)
        hint = "" if self.status == CANCELLING else self.hint
        while len(pieces) > 1 and _cols(pieces) + 2 + len(hint) > room:
            pieces = pieces[:-1]
        if _cols(pieces) + 2 + len(hint) > room:
            hint = ""
        gap = max(0, room - _cols(pieces) - len(hint))
        parts = [(text, builder.style(style).rich_style) for text, style in pieces]
        parts += [(" " * gap, builder.base.rich_style), (hint, builder.style("history--detail").rich_style)]
        used = GUTTER_COLS + cell_len(sign) + _cols(pieces) + gap + len(hint)
        parts.append((" " * max(0, builder.width - used), builder.base.rich_style))
        return join_segments(parts)


def format_countdown(seconds: float) -> str:
    """Format `23 h 59 min left`, or `9 min 12 s left` in the last hour."""
    whole = max(0, int(seconds))
    if whole >= HOUR_S:
        return f"{whole // HOUR_S} h {whole % HOUR_S // 60} min left"
    return f"{format_seconds(whole)} left"


def format_seconds(seconds: float) -> str:
    """Format `5.2 s`, `5 s` for a whole number, or `2 min 5 s`."""
    if seconds >= 60:
        return f"{int(seconds) // 60} min {int(seconds) % 60} s"
    if isinstance(seconds, float):
        return f"{max(0.1, seconds):.1f} s"  # nothing takes 0.0 s
    return f"{seconds} s"


def _cols(pieces: list[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)
