"""A message of the history and what has been rendered of it."""

from app.api.message_text import text_with_images
from app.api.objects import Message
from app.tui.history.document.body import Body, Markdown, Plain
from app.tui.history.render.rows import MORE, Painter, Row
from app.tui.text.escapes import Filter, harmless

LONG = 20_000
"""Characters of a long message that are shown at first."""
STEP = 40_000
"""Characters that each unfolding adds."""
NAMES = {"user": "You", "assistant": "Assistant"}


class Entry:
    """One message. Rows are there while a painter is (see `render`); the source always."""

    def __init__(self, message: Message, *, live: bool = False) -> None:
        self.serial = 0
        """Its place in the history, which does not change when older messages come in above (see `document.py`)."""
        self._head: list[Row] = []
        self._rows: list[Row] = []
        self._painter: Painter | None = None
        self._body: Body | None = None
        self.set(message, live=live)

    def set(self, message: Message, *, live: bool = False) -> None:
        """The message is now this: forget what was rendered. `live`: its text is still being written."""
        self.message = message
        self.live = live
        self._filter = Filter()
        self.source = harmless(text_with_images(message.content))
        self._shown = len(self.source) if live else self._fold(LONG)
        self._lines = self.source.count("\n")
        self.forget()

    def write(self, text: str) -> None:
        """More text of a live message. It is drawn with the next `render`."""
        self._grow(self._filter.feed(text))

    def finish(self, message: Message) -> None:
        """The message as it was stored. What was streamed stays as it is drawn, if it is the same text."""
        self._grow(self._filter.close())
        if not self.live or self.source != harmless(text_with_images(message.content)):
            self.set(message)
            return
        self.live = False
        self.message = message
        if self._body is not None:
            self._body.close()
            self._rows = []

    def _grow(self, text: str) -> None:
        if not text:
            return
        self.source += text
        self._lines += text.count("\n")
        self._shown = len(self.source)
        if self._body is not None:
            self._body.write(text)
            self._rows = []

    # What is folded away.
    def _fold(self, most: int) -> int:
        """Where to cut the source: at the end of a line near `most`; a little more is shown whole."""
        if len(self.source) <= most + most // 4:
            return len(self.source)
        line = self.source.rfind("\n", most // 2, most)
        return line if line > 0 else most

    @property
    def folded(self) -> bool:
        """Whether some of the message is not shown."""
        return self._shown < len(self.source)

    def unfold(self) -> None:
        """Show a further piece of a long message."""
        start, self._shown = self._shown, self._fold(self._shown + STEP)
        if self._body is not None:
            piece = self.source[start : self._shown]
            self._body.write(piece) if self.folded else self._body.close(piece)
            self._rows = []

    # What is drawn.
    def forget(self) -> None:
        """Drop what was rendered."""
        self._rows, self._painter, self._body = [], None, None

    def estimate(self, room: int) -> int:
        """Rows it may have, without rendering it."""
        if self._painter is not None and self._painter.room == room:
            return len(self._rows) or self._guess(room)
        return self._guess(room)

    def _guess(self, room: int) -> int:
        cells = self._shown if self.source.isascii() else self._shown * 3 // 2
        lines = self._lines if not self.folded else self._lines * self._shown // len(self.source)
        return 3 + lines + cells // max(1, room)

    @property
    def body(self) -> Body | None:
        """The rendered text, while there is one."""
        return self._body

    def render(self, painter: Painter) -> list[Row]:
        """The rows for this painter, kept until the text or the painter changes."""
        if painter is not self._painter:
            self.forget()
            self._painter = painter
            kind = Plain if self.message.role == "user" else Markdown
            self._body = kind(painter)
            self._head = painter.words(f"● {NAMES[self.message.role]}", f"history--{self.message.role}")
            text = self.source[: self._shown]
            self._body.write(text) if self.live or self.folded else self._body.close(text)
        if not self._rows and self._body is not None:
            self._rows = [
                *self._head,
                *self._body.rows,
                *(painter.words(self._more(), "history--more", MORE) if self.folded else ()),
                *(painter.words(f"— {mark}", "history--mark") if (mark := self._mark()) else ()),
                painter.blank,
            ]
        return self._rows

    def _more(self) -> str:
        lines = self.source.count("\n", self._shown)
        what = f"{lines:,} more lines" if lines > 1 else f"{len(self.source) - self._shown:,} more characters"
        return f"… {what} · click or space shows more"

    def _mark(self) -> str:
        """Why the text ends early, in the API's word."""
        if self.message.status != "incomplete" or self.live:
            return ""
        details = self.message.incomplete_details
        return details.reason.removeprefix("run_") if details else "incomplete"
