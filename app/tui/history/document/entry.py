"""A message of the history, with its rendered rows."""

from app.api.message_text import ROLE_NAMES, text_with_images
from app.api.objects import Message
from app.tui.history.document.body import Body, PlainBody
from app.tui.history.document.markdown_body import MarkdownBody
from app.tui.history.render.rows import MORE_LINE, Row, RowBuilder
from app.tui.text.escapes import EscapeFilter, remove_escapes

FOLD_CHARS = 20_000
"""Characters of a long message that are shown at first."""
UNFOLD_CHARS = 40_000
"""Characters that each unfolding adds."""


class Entry:
    """One message. It keeps the source always, and rows while it has a row builder (see `render`)."""

    def __init__(self, message: Message, *, live: bool = False) -> None:
        self.serial = 0
        """Its place in the history, which does not change when older messages come in above (see `document.py`)."""
        self._head: list[Row] = []
        self._rows: list[Row] = []
        self._builder: RowBuilder | None = None
        self._body: Body | None = None
        self.set(message, live=live)

    def set(self, message: Message, *, live: bool = False) -> None:
        """Hold this message and forget what was rendered. `live`: its text is still being written."""
        self.message = message
        self.live = live
        self._filter = EscapeFilter()
        self.source = remove_escapes(text_with_images(message.content))
        self._shown_chars = len(self.source) if live else self._fold_at(FOLD_CHARS)
        self._line_breaks = self.source.count("\n")
        self.forget()

    def write(self, text: str) -> None:
        """Add text to a live message. It is drawn with the next `render`."""
        self._grow(self._filter.feed(text))

    def finish(self, message: Message) -> None:
        """Hold the message as it was stored. The streamed text stays as it is drawn, if it is the same."""
        self._grow(self._filter.close())
        if not self.live or self.source != remove_escapes(text_with_images(message.content)):
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
        self._line_breaks += text.count("\n")
        self._shown_chars = len(self.source)
        if self._body is not None:
            self._body.write(text)
            self._rows = []

    # Folding.
    @property
    def folded(self) -> bool:
        """Whether some of the message is not shown."""
        return self._shown_chars < len(self.source)

    def unfold(self) -> None:
        """Show a further piece of a long message."""
        start = self._shown_chars
        self._shown_chars = self._fold_at(start + UNFOLD_CHARS)
        if self._body is not None:
            self._render_piece(self._body, start)
            self._rows = []

    def _fold_at(self, chars: int) -> int:
        """Return where to cut the source: at the end of a line near `chars`. A slightly longer text is not cut."""
        if len(self.source) <= chars + chars // 4:
            return len(self.source)
        line = self.source.rfind("\n", chars // 2, chars)
        if line > 0:
            return line
        return chars

    # Rendering.
    def forget(self) -> None:
        """Drop what was rendered."""
        self._rows = []
        self._builder = None
        self._body = None

    def estimate(self, room: int) -> int:
        """Estimate the number of rows without rendering; exact where it is rendered."""
        if self._rows and self._builder is not None and self._builder.room == room:
            return len(self._rows)
        cells = self._shown_chars
        if not self.source.isascii():
            cells = cells * 3 // 2
        lines = self._line_breaks
        if self.folded:
            lines = lines * self._shown_chars // len(self.source)
        return 3 + lines + cells // max(1, room)

    @property
    def body(self) -> Body | None:
        """The rendered text, while there is one."""
        return self._body

    def render(self, builder: RowBuilder) -> list[Row]:
        """Return the rows made by this builder; they are cached until the text or the builder changes."""
        body = self._body
        if body is None or builder is not self._builder:
            self._rows = []
            self._builder = builder
            self._head = builder.sentence(f"● {ROLE_NAMES[self.message.role]}", f"history--{self.message.role}")
            body = self._body = PlainBody(builder) if self.message.role == "user" else MarkdownBody(builder)
            self._render_piece(body, 0)
        if not self._rows:
            self._rows = [*self._head, *body.rows, *self._foot(builder)]
        return self._rows

    def _render_piece(self, body: Body, start: int) -> None:
        """Put the shown text from `start` on into the body, which stays open when more can follow."""
        piece = self.source[start : self._shown_chars]
        if self.live or self.folded:
            body.write(piece)
        else:
            body.close(piece)

    def _foot(self, builder: RowBuilder) -> list[Row]:
        """Make the rows below the text: how much is folded, why the text ends early, and a blank one."""
        rows: list[Row] = []
        if self.folded:
            rows += builder.sentence(self._more(), "history--more", MORE_LINE)
        if self.message.status == "incomplete" and not self.live:
            rows += builder.sentence(f"— {self._reason()}", "history--mark")
        return [*rows, builder.blank]

    def _more(self) -> str:
        lines = self.source.count("\n", self._shown_chars)
        return more_sentence(len(self.source) - self._shown_chars, lines)

    def _reason(self) -> str:
        """Return why the text ends early, in the API's word."""
        details = self.message.incomplete_details
        if details is None:
            return "incomplete"
        return details.reason.removeprefix("run_")


def more_sentence(characters: int, lines: int = 0) -> str:
    """Say how much of a long text is folded."""
    rest = f"{characters:,} more characters"
    if lines > 1:
        rest = f"{lines:,} more lines"
    return f"… {rest} · Space or click to show more"
