"""A message of the history, with its rendered rows."""

from collections.abc import Sequence

from app.api.message_text import file_ids, text_beside_files
from app.api.objects import Message
from app.tui.history.document.body import Body, PlainBody, Shown
from app.tui.history.document.captions import Captions
from app.tui.history.document.folding import (
    FOLD_CHARS,
    GROWING_CHARS,
    MAX_OPEN_CHARS,
    UNFOLD_CHARS,
    end_of_beginning,
    estimate_rows,
    start_of_end,
)
from app.tui.history.document.markdown_body import MarkdownBody
from app.tui.history.render.header import Caption, Header, make_header, top_rows
from app.tui.history.render.lines import Line
from app.tui.history.render.rows import MORE_LINE, Row, RowBuilder
from app.tui.pictures.stand_ins import Picture, ShownText, may_have_pictures
from app.tui.text.escapes import EscapeFilter, remove_escapes
from app.tui.text.file_names import FileNames
from app.tui.text.one_line import crop_text

ENDINGS = {
    "max_tokens": "cut off at the token limit",
    "content_filter": "stopped by the provider's content filter",
    "run_expired": "timed out",
}
"""Why a reply ends early, in words that say more than the API's."""


class Entry:
    """One message. It keeps the source always, and rows while it has a row builder (see `render`)."""

    is_message = True
    """Whether it is a message of the thread; a subclass may be something said about one."""

    def __init__(self, message: Message, *, live: bool = False, newest: bool = False) -> None:
        """`newest`: it is the last message, whose end is shown if it is long; of any other the beginning is."""
        self.has_header = True
        self.serial = 0
        """Its place in the history, which does not change when older messages come in above (see `document.py`)."""
        self._caption: Caption | None = None
        self._is_explained = False
        self._head: list[Row] = []
        self._rows: list[Row] = []
        self._builder: RowBuilder | None = None
        self._body: Body | None = None
        self._newest = newest
        self.shown = Shown()
        self.set(message, live=live)

    def set(self, message: Message, *, live: bool = False) -> None:
        """Hold this message and forget what was rendered. `live`: its text is still being written."""
        self.message = message
        self.live = live
        self._filter = EscapeFilter()
        self.source = remove_escapes(text_beside_files(message.content))
        self._drawn, self.pictures = shown_text(message, self.source, live=live, is_raw=self.shown.is_raw)
        self._start, self._end = 0, len(self._drawn)
        self._newest = self._newest or live
        if self._newest:
            self._start = start_of_end(self._drawn, FOLD_CHARS)
        else:
            self._end = end_of_beginning(self._drawn, FOLD_CHARS)
        self._line_breaks = self._drawn.count("\n")
        self.forget()

    def write(self, text: str, *, follow: bool) -> None:
        """Add text to a live message. It is drawn with the next `render`. `follow`: the end is in view."""
        self._grow(self._filter.feed(text), follow=follow)

    def finish(self, message: Message, *, follow: bool) -> None:
        """Hold the message as it was stored. The streamed text stays as it is drawn, if it is the same.

        Where it was folded while it grew it is folded as a stored one is, unless the reader is somewhere else in it.
        """
        self._grow(self._filter.close(), follow=follow)
        same = self.live and self.source == remove_escapes(text_beside_files(message.content))
        if not same or may_have_pictures(message, self.source) or (follow and self.folded):
            self.set(message)
            return
        self.live, self.message = False, message
        self._rows = []
        self._caption = None
        if self._body is not None and self._end == len(self.source):
            self._body.close()

    def _grow(self, text: str, *, follow: bool) -> None:
        """Add text, and draw it unless more would be drawn again with each piece than a frame has time for.

        Then the message shows its newest end. Where the reader is not at the end, what is shown stays as it is.
        """
        if not text:
            return
        was_shown = self._end == len(self._drawn)
        self.source = self._drawn = self._drawn + text
        self._line_breaks += text.count("\n")
        self._rows = []
        body = self._body
        open_chars = self._end - self._start if body is None else body.open_chars
        fits = was_shown and open_chars + len(text) <= MAX_OPEN_CHARS
        if not fits and follow and self._show_newest():
            return
        if fits or follow or (was_shown and body is None):
            start, self._end = self._end, len(self._drawn)
            if body is not None:
                body.write(self._drawn[start:])

    def _show_newest(self) -> bool:
        """Fold what stands above the newest end. Return whether there was anything to fold."""
        start = start_of_end(self._drawn, GROWING_CHARS, self._start)
        if start == self._start:
            return False
        self._start, self._end = start, len(self._drawn)
        self.forget()
        return True

    # Folding.
    @property
    def folded(self) -> bool:
        """Whether some of the message is not shown."""
        return self._end - self._start < len(self._drawn)

    @property
    def folded_above(self) -> bool:
        """Whether unfolding shows more of the beginning: all else is shown."""
        return self._start > 0 and self._end == len(self._drawn)

    def unfold(self) -> None:
        """Show a further piece of a long message."""
        if self.folded_above:
            self._start = start_of_end(self._drawn, len(self._drawn) - self._start + UNFOLD_CHARS)
            self.forget()
            return
        start = self._end
        self._end = end_of_beginning(self._drawn, start + UNFOLD_CHARS)
        if self._body is not None:
            self._render_piece(self._body, start)
            self._rows = []

    # Rendering.
    def forget(self) -> None:
        """Drop what was rendered."""
        self._rows = []
        self._builder = None
        self._body = None
        self._caption = None

    def estimate(self, room: int) -> int:
        """Estimate the number of rows without rendering; exact where it is rendered."""
        if self._rows and self._builder is not None and self._builder.room == room:
            return len(self._rows)
        rows = 3 + len(file_ids(self.message))
        return rows + estimate_rows(self._drawn, self._end - self._start, self._line_breaks, room)

    @property
    def body(self) -> Body | None:
        """The rendered text, while there is one."""
        return self._body

    def line_at(self, number: int) -> Line | None:
        """Return a logical line of a rendered message; None for rows that belong to no line."""
        body = self.body
        if body is None or not 0 <= number < len(body.lines):
            return None
        return body.lines[number]

    def render(self, builder: RowBuilder, captions: Captions) -> list[Row]:
        """Return the rows made by this builder; they are cached until the text, the builder or the header changes."""
        body = self._body
        if body is None or builder is not self._builder:
            self._rows = []
            self._builder = builder
            self._caption = None
            body = self._body = self._make_body(builder)
            self._render_piece(body, self._start)
        if self._caption is None:
            self._rows = []
            self._caption = captions.caption(self.message)
            self._is_explained = self.message.run_id is not None and self.message.run_id == captions.explained_run
            self._head = self._make_head(_for_text(self.message, builder), self._caption, captions.show_more)
        if body.take_new_colours() or not self._rows:
            top = top_rows(builder, self._caption, self.has_header)
            text_rows = _with_pictures(body, self.pictures, builder, _for_text(self.message, builder))
            files = _file_rows(self.message, captions.files, _for_text(self.message, builder))
            if files and not self._drawn:
                text_rows = []
            self._rows = [*top, *self._head, *text_rows, *self._foot(builder, captions.show_more, files)]
        return self._rows

    def forget_header(self) -> None:
        """Ask for the caption again: a name has become known, or how the run ended."""
        self._caption = None

    def header(self, builder: RowBuilder, captions: Captions, labels: Sequence[str]) -> Header:
        """Make the header with buttons of these labels. It can be painted before the rows are rendered again."""
        return make_header(_for_text(self.message, builder), self._caption or captions.caption(self.message), labels)

    def _make_body(self, builder: RowBuilder) -> Body:
        if self.message.role == "assistant" and not self.shown.is_raw:
            return MarkdownBody(builder.shifted(self.shown.code_shift), self.shown.turned)
        return PlainBody(_for_text(self.message, builder))

    def _make_head(self, builder: RowBuilder, caption: Caption, show_more: str) -> list[Row]:
        head = [make_header(builder, caption).row] if self.has_header else []
        if self._start:
            lines, chars = self._drawn.count("\n", 0, self._start), self._start
            head += builder.sentence(more_sentence(show_more, chars, lines, "earlier"), "history--more", MORE_LINE)
        return head

    def _render_piece(self, body: Body, start: int) -> None:
        """Put the shown text from `start` on into the body, which stays open when more can follow."""
        piece = self._drawn[start : self._end]
        if self.live or self._end < len(self._drawn):
            body.write(piece)
        else:
            body.close(piece)

    def _foot(self, builder: RowBuilder, show_more: str, files: Sequence[Row]) -> list[Row]:
        """Make the rows below the text: how much is folded, the files, why the text ends early, and a blank one."""
        rows: list[Row] = []
        if self._end < len(self._drawn):
            lines, chars = self._drawn.count("\n", self._end), len(self._drawn) - self._end
            rows += _for_text(self.message, builder).sentence(
                more_sentence(show_more, chars, lines), "history--more", MORE_LINE
            )
        rows += files
        if self.message.status == "incomplete" and not self.live and not self._is_explained:
            rows += builder.sentence(f"— {_why_incomplete(self.message)}", "history--mark")
        return [*rows, builder.blank]


def _for_text(message: Message, builder: RowBuilder) -> RowBuilder:
    """Return the builder of the rows of a text: what the user wrote has a bar at its left."""
    if message.role == "user":
        return builder.barred("history--user-bar")
    return builder


def _with_pictures(body: Body, pictures: Sequence[Picture], builder: RowBuilder, of_text: RowBuilder) -> list[Row]:
    """Return the rows of a text with those of its pictures between them. `of_text`: what makes its rows."""
    if not pictures or not builder.look.draws_pictures:
        return body.rows
    from app.tui.history.render.picture_rows import add_pictures  # late: most messages have none
    from app.tui.pictures.boxes import PictureBoxes  # late, too

    if builder.pictures is None:
        builder.pictures = PictureBoxes()
    return add_pictures(body.rows, body.lines, pictures, builder.pictures, of_text)


def _file_rows(message: Message, names: FileNames, builder: RowBuilder) -> list[Row]:
    """Make the row of each file of a message."""
    words = [crop_text(names.find(file_id), builder.room) for file_id in file_ids(message)]
    return [row for one in words for row in builder.sentence(one, "history--detail")]


def shown_text(message: Message, source: str, *, live: bool, is_raw: bool) -> ShownText:
    """Return the text that is drawn of a message, and its pictures; of one that still grows they are not looked for.

    `source`: its whole text, which is drawn when raw.
    """
    if live or not may_have_pictures(message, source):
        return ShownText(source)
    from app.tui.pictures.data_urls import take_out  # late: most messages have none

    shown = take_out(message)
    if is_raw or not shown.pictures:
        return ShownText(source, shown.pictures)
    return shown


def _why_incomplete(message: Message) -> str:
    """Return why the text of a message ends early."""
    details = message.incomplete_details
    if details is None:
        return "incomplete"
    return ENDINGS.get(details.reason, details.reason.removeprefix("run_"))


def more_sentence(show_more: str, chars: int, lines: int = 0, which: str = "more") -> str:
    """Return the words in place of what is folded: `more` of it below, or `earlier` above. `show_more`: how."""
    rest = f"{chars:,} {which} characters"
    if lines > 1:
        rest = f"{lines:,} {which} lines"
    return f"… {rest} · {show_more}"
