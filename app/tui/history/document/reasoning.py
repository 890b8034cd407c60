"""The reasoning of a run as an entry of the history: one folded line, and below it the text while it is open.

It begins with the header of the reply, which the message below it leaves out: who thinks is who answers.

The text is never the source of the entry, so copies and searches do not have it.
"""

from collections.abc import Sequence

from msgspec import Struct, field

from app.api.objects import Message
from app.api.run_facts import Reasoning
from app.tui.history.document.body import Body, PlainBody
from app.tui.history.document.captions import Captions
from app.tui.history.document.entry import Entry, more_sentence
from app.tui.history.document.folded_entry import FoldedEntry
from app.tui.history.document.folding import FOLD_CHARS, UNFOLD_CHARS
from app.tui.history.render.header import make_header, top_rows
from app.tui.history.render.rows import MORE_LINE, REASONING_LINE, Row, RowBuilder
from app.tui.text.escapes import EscapeFilter, remove_escapes

STYLE = "history--reasoning"


class Call(Struct):
    """The reasoning of one model call so far. `seen_at`: when `seconds` was told; a live call counts on from there."""

    seen_at: float
    seconds: float = 0.0
    pieces: list[str] = field(default_factory=list[str])
    is_over: bool = False
    escapes: EscapeFilter = field(default_factory=EscapeFilter)

    def elapsed(self, now: float) -> float:
        """Return the seconds that this call has reasoned."""
        if self.is_over:
            return self.seconds
        return self.seconds + max(0.0, now - self.seen_at)


def join(entries: Sequence[Entry], slot: int) -> None:
    """Tell the entry at this position what it shares with its neighbour: reasoning has the header of its message."""
    entry = entries[slot]
    if isinstance(entry, ReasoningEntry):
        below = next((one.message for one in entries[slot + 1 : slot + 2] if entry.heads(one)), None)
        entry.set_below(below)
        return
    has_header = not any(
        isinstance(one, ReasoningEntry) and one.heads(entry) for one in entries[max(0, slot - 1) : slot]
    )
    if has_header != entry.has_header:
        entry.has_header = has_header
        entry.forget_header()


def reasoning_id(run_id: str) -> str:
    """Return the id of the entry for a run."""
    return f"reasoning {run_id}"


class ReasoningEntry(FoldedEntry):
    """The reasoning of all model calls of one run. Times are seconds of any one clock."""

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._below: Message | None = None
        self._calls: dict[int, Call] = {}
        self._limit = 0
        self._label = ""
        self._rest: list[str] = []
        self._rest_chars = 0
        self._written = 0
        super().__init__(reasoning_id(run_id))

    def heads(self, entry: Entry) -> bool:
        """Whether an entry below would have the same header: it is a message of the run."""
        return entry.message.run_id == self._run_id

    def set_below(self, message: Message | None) -> None:
        """Note the message right below; None if it is not of this run."""
        if message is not self._below:
            self._below = message
            self._rows = []

    def forget_header(self) -> None:
        """Make the header anew: a name has become known, or a model."""
        self._rows = []

    @property
    def is_thinking(self) -> bool:
        """Whether a model call is reasoning now."""
        return any(not call.is_over for call in self._calls.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to show."""
        return not self._calls

    def add(self, number: int, text: str, seconds: float, now: float) -> None:
        """Add a piece to a model call. One that is over gets no more: its events are told again."""
        call = self._calls.setdefault(number, Call(now))
        if call.is_over:
            return
        call.seconds, call.seen_at = seconds, now
        piece = call.escapes.feed(text)
        if not call.pieces and len(self._calls) > 1:
            piece = f"\n\n{piece}"
        call.pieces.append(piece)
        if self._body is not None:
            self._rest.append(piece)
            self._rest_chars += len(piece)

    def complete(self, reasoning: Reasoning, now: float) -> None:
        """Take the whole reasoning of a model call."""
        call = self._calls.get(reasoning.call)
        text = remove_escapes(reasoning.text)
        if call is None or "".join(call.pieces).removeprefix("\n\n") != text:
            if self._calls.keys() - {reasoning.call}:
                text = f"\n\n{text}"
            self._calls[reasoning.call] = call = Call(now, pieces=[text])
            self._body = None
        call.seconds, call.is_over = reasoning.seconds, True

    def stop(self, now: float) -> None:
        """End what is reasoning: the run is over."""
        for call in self._calls.values():
            call.seconds, call.is_over = call.elapsed(now), True

    def drop_unfinished(self) -> None:
        """Remove the calls that are not over: another attempt makes them again."""
        self._calls = {number: call for number, call in self._calls.items() if call.is_over}
        self._body = None

    def tell_time(self, now: float) -> bool:
        """Set the words of the line. Return whether they changed."""
        seconds = max(1, int(sum(call.elapsed(now) for call in self._calls.values())))
        words = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"
        label = f"Thinking {words}" if self.is_thinking else f"Thought for {words}"
        changed = label != self._label
        self._label = label
        if changed:
            self._rows = []
        return changed

    # Folding.
    def unfold(self) -> None:
        """Open the text, show more of it, or close it when it is shown whole."""
        if self._is_open and self._rest_chars:
            self._limit += UNFOLD_CHARS
            self._rows = []
        else:
            self.toggle()

    def toggle(self) -> None:
        """Open or close the text."""
        self._is_open = not self._is_open
        self._limit = FOLD_CHARS
        self._body = None
        self._rows = []

    # Rendering.
    @property
    def body(self) -> Body | None:
        """The text, while it is open."""
        return self._body

    def estimate(self, room: int) -> int:
        """Return the rows of a closed entry without a message below, an estimate for an open one."""
        if not self._is_open or not self._calls:
            return 3
        return 4 + min(self._limit, sum(len(piece) for call in self._calls.values() for piece in call.pieces)) // room

    def render(self, builder: RowBuilder, captions: Captions) -> list[Row]:
        """Return the rows made by this builder; they are cached until something changes."""
        if builder is not self._builder:
            self._builder = builder
            self._body = None
            self._rows = []
        if self._rows and (self._body is not None) == self._is_open and not (self._is_open and self._has_room):
            return self._rows
        arrow = "▾" if self._is_open else "▸"
        caption = captions.caption(self._below) if self._below else captions.caption_of_run(self._run_id)
        rows = [*top_rows(builder, caption, True), make_header(builder, caption).row]
        rows += builder.sentence(f"{arrow} {self._label}", STYLE, REASONING_LINE)
        if self._is_open:
            rows += self._text_rows(builder, captions.show_more)
        if self._is_open or self._below is None:
            rows.append(builder.blank)
        self._rows = rows
        return rows

    @property
    def _has_room(self) -> bool:
        """Whether text waits that may be shown."""
        return bool(self._rest) and self._limit > 0 and self._written < self._limit

    def _text_rows(self, builder: RowBuilder, show_more: str) -> list[Row]:
        if self._body is None:
            self._body = PlainBody(builder, STYLE)
            self._written = 0
            self._rest = [piece for number in sorted(self._calls) for piece in self._calls[number].pieces]
            self._rest_chars = sum(map(len, self._rest))
        if self._has_room:
            text = "".join(self._rest)
            shown, rest = text[: self._limit - self._written], text[self._limit - self._written :]
            self._body.write(shown)
            self._written += len(shown)
            self._rest = [rest] if rest else []
            self._rest_chars = len(rest)
        rows = list(self._body.rows)
        if self._rest_chars:
            rows += builder.sentence(more_sentence(show_more, self._rest_chars), "history--more", MORE_LINE)
        return rows
