"""The dialog that says how large the database is, and which old conversations would be deleted; it asks twice."""

import asyncio
import time

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from app.api.conversation.old_threads import count_conversations
from app.api.errors import Error
from app.tui.screens.dialog import Dialog, Words, show_title
from app.tui.session.threads.cleaning import CleanUp, OldConversations
from app.tui.text.one_line import crop_text
from app.tui.widgets.line_input import LineInput, PasteRefused

COUNT_DELAY_S = 0.2
"""Debounce: while a number is typed, half of it is not counted."""
MAX_DAYS = 36_500
LOW_ROWS = 16
"""Below this height the box leaves its margins out."""
MAX_SHOWN = 5
"""Of the conversations that go, by their titles."""
OTHER_ROWS = 15
"""Of the screen, that the dialog needs beside these titles, at its highest."""
MARGIN_COLS = 24
"""What border, blanks and date leave of a narrow screen."""
MAX_TITLE_COLS = 48
WHAT = "Delete what was last active more than this many days ago:"
KEPT = "Pinned ones stay, the open one, and those with an active run."
COUNTING = "Counting …"
UNTITLED = "New conversation"
NO_NUMBER = f"A number of days, 1 to {MAX_DAYS:,}."
NONE_OLD = "No conversation is that old."
KEYS = "{line.accept} to delete them, {line.leave} to cancel."
CLOSE = "{line.leave} to close."
ASKED = "Delete {}? This can't be undone."
ASKED_KEYS = "{line.accept} again to delete, {line.leave} to keep them."


class Clean(Dialog[OldConversations | None]):
    """A dialog that returns the conversations to delete, or None if the user cancelled."""

    def __init__(self, clean_up: CleanUp, days: str) -> None:
        """`days`: the age that is proposed."""
        super().__init__()
        self._clean_up = clean_up
        self._days = days
        self._old: OldConversations | None = None
        """What goes at the typed age; None while it is counted."""
        self._is_asked = False

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="clean"):
            yield Words(WHAT, id="clean-what")
            yield LineInput(self._days, placeholder="Days")
            yield Words(COUNTING, id="clean-found")

    def on_mount(self) -> None:
        """Select the age, so that typing replaces it; count, and measure the database."""
        show_title(self.query_one("#clean"), "Clean up")
        self.query_one(LineInput).select_all()
        self._measure()
        self._count(self._days)

    @work(exit_on_error=True)
    async def _measure(self) -> None:
        try:
            size = await self._clean_up.describe_size()
        except Error as error:
            size = str(error)
        self.query_one("#clean-what", Words).say("\n".join(filter(None, (size, WHAT))))

    def on_resize(self, event: events.Resize) -> None:
        """Take the margins away in a low window."""
        self.set_class(event.size.height < LOW_ROWS, "-short")

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count for another age."""
        self._count(event.text_area.text)

    @work(exclusive=True, group="count", exit_on_error=True)
    async def _count(self, typed: str) -> None:
        self._old, self._is_asked = None, False
        typed = typed.strip()
        if not (typed.isascii() and typed.isdigit() and 0 < int(typed[:9]) <= MAX_DAYS):
            self._say(NO_NUMBER, keys=CLOSE)
            return
        self._say(COUNTING, keys=CLOSE)
        await asyncio.sleep(COUNT_DELAY_S)
        try:
            self._old = await self._clean_up.find(int(typed))
        except Error as error:
            self._say(str(error), keys=CLOSE)
        else:
            self._show(self._old)

    def _show(self, old: OldConversations) -> None:
        if not old.rows:
            self._say(NONE_OLD, keys=CLOSE)
            return
        shown = max(0, min(MAX_SHOWN, self.size.height - OTHER_ROWS))
        titles = [self._draw_row(row.title, row.last_active_at) for row in old.rows[:shown]]
        rest = len(old.rows) - shown
        if shown and rest > 0:
            titles.append(f"  … and {rest:,} more")
        self._say(f"{count_conversations(len(old.rows))}. {KEPT}", *titles, keys=KEYS)

    def _draw_row(self, title: str, last_active_at: int) -> str:
        day = time.strftime("%Y-%m-%d", time.localtime(last_active_at))
        return (
            f"  {day}  {crop_text(title or 'New conversation', min(MAX_TITLE_COLS, self.size.width - 2 * MARGIN_COLS))}"
        )

    def on_line_input_submitted(self) -> None:
        """Ask; the second time, return what is to be deleted. Nothing before it is counted."""
        if self._old is None or not self._old.rows:
            return
        if self._is_asked:
            self.dismiss(self._old)
            return
        self._is_asked = True
        self._say(ASKED.format(count_conversations(len(self._old.rows))), keys=ASKED_KEYS)

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence, keys=CLOSE)

    def on_line_input_cancelled(self) -> None:
        """Take back the question, or delete nothing."""
        if self._is_asked and self._old is not None:
            self._is_asked = False
            self._show(self._old)
        else:
            self.dismiss(None)

    def _say(self, *lines: str, keys: str) -> None:
        self.query_one("#clean-found", Words).say("\n".join([*lines, self.key_names.fill(keys)]))
