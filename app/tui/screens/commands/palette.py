"""The palette: all commands with their keys, and conversations to jump to, found by a few letters."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TextArea

from app.api.errors import Error
from app.tui.keys.table import bindings
from app.tui.screens.commands.palette_items import find_items, list_threads
from app.tui.screens.dialog import Dialog
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.widgets.completion import Item, ItemList
from app.tui.widgets.line_input import LineInput

SEARCH_DELAY_S = 0.1
"""Debounce: the store is searched this long after the last key."""
NOTHING = "Nothing found."


class PaletteLine(LineInput):
    """The line of the search. Moves are messages like the edits, so that fast keys are handled in their order."""

    BINDINGS = bindings("palette")

    @dataclass
    class Moved(Message):
        """The cursor of the list is to move by so many items, or by so many screenfuls."""

        by: int
        is_page: bool = False

    def action_move_list(self, by: int) -> None:
        """Post `Moved`."""
        self.post_message(self.Moved(by))

    def action_page_list(self, direction: int) -> None:
        """Post `Moved`."""
        self.post_message(self.Moved(direction, is_page=True))


class CommandPalette(Dialog[str | None]):
    """A dialog that returns the name of the chosen item, or None."""

    def __init__(self, commands: Sequence[Item], pages: ThreadPages | None) -> None:
        """`pages`: the conversations; None until the store is open."""
        super().__init__()
        self._commands = commands
        self._pages = pages
        self._threads = list_threads(pages.rows if pages else ())
        self._found: Sequence[Item] = ()
        self._query = ""

    def compose(self) -> ComposeResult:
        """Yield a box at the top."""
        with Vertical(id="palette"):
            yield PaletteLine(placeholder="Search commands and conversations")
            yield ItemList()

    def on_mount(self) -> None:
        """Show all commands."""
        box = self.query_one("#palette")
        box.border_title = "Commands"
        box.border_subtitle = "Enter to run · Esc to close"
        self.query_one(ItemList).empty_text = NOTHING
        self.set_focus(self.query_one(PaletteLine))
        self._show()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Show what matches at once, and what the store finds when typing pauses."""
        event.stop()
        self._query, self._found = event.text_area.text, ()
        self._show()
        if self._query.strip() and self._pages:
            self._search(self._pages, self._query)

    def on_palette_line_moved(self, event: PaletteLine.Moved) -> None:
        """Move the cursor."""
        event.stop()
        if event.is_page:
            self.query_one(ItemList).move_page(event.by)
        else:
            self.query_one(ItemList).move(event.by)

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Return the item under the cursor. Without a hit the palette stays open."""
        event.stop()
        if item := self.query_one(ItemList).item:
            self.dismiss(item.name)

    def on_item_list_clicked(self, event: ItemList.Clicked) -> None:
        """Return the clicked item."""
        event.stop()
        self.dismiss(event.item.name)

    def on_line_input_cancelled(self, event: LineInput.Cancelled) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)

    def _show(self) -> None:
        items = self.query_one(ItemList)
        at = items.item.name if items.item and self._found else ""
        items.show(find_items(self._query, self._commands, self._threads, self._found), at=at)

    @work(exclusive=True, exit_on_error=False)
    async def _search(self, pages: ThreadPages, query: str) -> None:
        await asyncio.sleep(SEARCH_DELAY_S)
        try:
            rows = await pages.find_in_store(query)
        except Error:  # the thread list says what is wrong with the store
            return
        if query == self._query and not self.is_closed:
            self._found = list_threads(rows)
            self._show()
