"""What an empty conversation shows: who answers, three things to try, the three keys to know."""

from textual.content import Content

from app.tui.history.render.lines import Line
from app.tui.history.render.rows import Row, RowBuilder
from app.tui.keys.key_names import KeyNames
from app.tui.text.one_line import crop, one_line

TRIES = (
    "Explain this command: tar -xzf backup.tar.gz",
    "Write a regular expression for ISO dates",
    "Ask what an error message means",
)
KEYS = (("{input.send}", "Send"), ("{endpoint.choose}", "Choose a model"), ("{app.help}", "Show the keys"))
KEY_COLS = 8


class Welcome:
    """Shown until something is typed, or there is a message."""

    def __init__(self) -> None:
        self.is_shown = False
        self.keys = KeyNames({})
        self._name = ""
        self._details = ""
        self._rendered: tuple[RowBuilder, int, list[Row]] | None = None

    def show(self, is_shown: bool) -> bool:
        """Show or hide it. Return whether that changed anything."""
        changed = is_shown != self.is_shown
        self.is_shown = is_shown
        return changed

    def set_answering(self, name: str, details: str) -> bool:
        """Set who answers: the name, and details of the model. Return whether anything on screen changed."""
        known = (self._name, self._details)
        self._name, self._details = one_line(name), one_line(details)
        self._rendered = None
        return self.is_shown and known != (self._name, self._details)

    def render(self, builder: RowBuilder) -> list[Row]:
        """Make the rows; none while it is hidden."""
        if not self.is_shown:
            return []
        if self._rendered is None or self._rendered[:2] != (builder, builder.height):
            rows = [row for line in self._lines(builder) for row in builder.rows(line)]
            if len(rows) > builder.height:
                rows = [row for line in self._few_lines(builder) for row in builder.rows(line)]
            self._rendered = (builder, builder.height, rows)
        return self._rendered[2]

    def _who(self, builder: RowBuilder) -> list[Line]:
        name, details = crop(self._name, builder.room), crop(self._details, builder.room)
        lines = [Line(Content(name), style="history--assistant"), Line(Content(details), style="history--detail")]
        return [line for line in lines if line.content.plain]

    def _few_lines(self, builder: RowBuilder) -> list[Line]:
        """Make the lines for a low view: the keys in one sentence, nothing to try."""
        keys = " · ".join(f"{self.keys.fill(key)} {words}" for key, words in KEYS)
        return [*self._who(builder), Line(Content(keys), style="history--detail")]

    def _lines(self, builder: RowBuilder) -> list[Line]:
        blank = Line(Content(""))
        return [
            blank,
            *self._who(builder),
            blank,
            Line(Content("Three things to try"), style="history--detail"),
            *(Line(Content(words), "• ", "  ") for words in TRIES),
            blank,
            *(self._key_line(self.keys.fill(key), words) for key, words in KEYS),
        ]

    @staticmethod
    def _key_line(key: str, words: str) -> Line:
        return Line(Content.assemble((f"{key:<{KEY_COLS}}", "history--keys"), (words, "history--detail")))
