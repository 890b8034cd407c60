"""The chosen message: moving from message to message, copying, unfolding, opening links."""

from textual import events
from textual.strip import Strip

from app.tui.history.document.document import Place
from app.tui.history.document.entry import Entry
from app.tui.history.render.inline import SAFE
from app.tui.history.render.markdown import code_blocks
from app.tui.history.render.rows import MORE
from app.tui.history.viewport import Viewport
from app.tui.keys.table import bindings
from app.tui.widgets.clicks import find_clicked_cell


class Choosing(Viewport):
    """A viewport with a message cursor."""

    BINDINGS = bindings("history")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._chosen: Entry | None = None
        self._copied: tuple[Entry, int] | None = None

    @property
    def chosen(self) -> str | None:
        """The id of the chosen message."""
        return self._chosen.message.id if self._chosen else None

    def choose(self, message_id: str | None) -> None:
        """Choose a message, or none, and bring it into view."""
        self._chosen = self.document.get(message_id) if message_id else None
        if self._chosen:
            self._bring(self.document.slot(self._chosen))
        self.refresh()

    def _bring(self, slot: int) -> None:
        """Scroll as far as needed to see a message, or its beginning."""
        size = len(self.document.rows(slot))
        top = self.document.above(self._top)
        begin = self.document.heights.before(slot)
        if begin < top or size >= self._height:
            self.go(Place(slot, 0))
        elif begin + size > top + self._height:
            self.go(self.document.walk(Place(slot, size - 1), 1 - self._height))

    def _here(self) -> int | None:
        """The position of the chosen message."""
        if self._chosen is None or self.document.get(self._chosen.message.id) is not self._chosen:
            return None
        return self.document.slot(self._chosen)

    def _move(self, step: int) -> None:
        last = len(self.document.entries) - 1
        if last < 0:
            return
        slot = self._here()
        if slot is None:  # the last message on screen
            slot = min(last, max((slot for slot, _ in self.rows_shown()), default=last))
        else:
            slot = min(last, max(0, slot + step))
        self.choose(self.document.entries[slot].message.id)

    def action_previous(self) -> None:
        """Choose the message above."""
        self._move(-1)

    def action_next(self) -> None:
        """Choose the message below."""
        self._move(1)

    def action_scroll_home(self) -> None:
        """Go to the first message that is loaded."""
        self._chosen = self.document.entries[0] if self.document.entries else None
        self.go(Place(0, 0))
        self.refresh()

    def action_scroll_end(self) -> None:
        """Go to the end and follow."""
        self._chosen = None
        self.to_end()
        self.refresh()

    def action_copy_message(self) -> None:
        """Copy the chosen message, or the last."""
        slot = self._here()
        if self.document.entries:
            self._copy(self.document.entries[-1 if slot is None else slot].source, "Message")

    def action_copy_code(self) -> None:
        """Copy a code block of the chosen message, or of the last that has one; pressed again, the one after it."""
        slot = self._here()
        entry = self._last_with_code() if slot is None else self.document.entries[slot]
        blocks = code_blocks(entry.source) if entry else []
        if not entry or not blocks:
            self.terminal.notify("No code block here", timeout=2)
            return
        number = (self._copied[1] + 1) % len(blocks) if self._copied and self._copied[0] is entry else 0
        self._copied = (entry, number)
        self._copy(blocks[number], f"Code block {number + 1} of {len(blocks)}")

    def action_unfold(self) -> None:
        """Show more of the chosen message if it is long."""
        if (slot := self._here()) is not None:
            self._unfold(slot)

    def _last_with_code(self) -> Entry | None:
        return next((entry for entry in reversed(self.document.entries) if code_blocks(entry.source)), None)

    def _unfold(self, slot: int) -> None:
        entry = self.document.entries[slot]
        if entry.folded:
            follow = False  # what unfolds stays where it is, and grows downwards
            entry.unfold()
            self.document.rows(slot)
            self.grown(follow)

    def _copy(self, text: str, what: str) -> None:
        self.terminal.copy_to_clipboard(text)
        # Whether the terminal took it cannot be known (OSC 52 has no answer).
        self.terminal.notify(f"{what} sent to the clipboard", timeout=2, markup=False)

    def paint_row(self, y: int) -> Strip:
        """One row; those of the chosen message have its mark while the keys are here."""
        strip = super().paint_row(y)
        if self._chosen is not None and self.has_focus:
            view = self.rows_shown()
            if y < len(view) and view[y][0] == self._here():
                return self.marked(strip)
        return strip

    def on_click(self, event: events.Click) -> None:
        """The header of a code block copies it, the last row of a long message unfolds it, a link opens.

        Twice selects the word, three times the paragraph; the inherited handler would select the whole history.
        """
        if event.chain > 1:
            event.prevent_default()
            if find_clicked_cell(self, event) is not None:
                self.select_at(event.screen_offset, word=event.chain == 2)
            return
        view, place = self.rows_shown(), find_clicked_cell(self, event)
        if place is None or place.y >= len(view):
            return
        slot, row = view[place.y]
        if row.line == MORE:
            self._unfold(slot)
        elif row.line >= 0 and (body := self.document.entries[slot].body) is not None:
            code = body.lines[row.line].code
            if code is not None:
                self._copy(code, "Code block")
            elif (link := event.style.link) and link.startswith(SAFE):
                self.terminal.open_url(link)
