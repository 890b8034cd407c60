"""The palette: all commands with their keys, and conversations to jump to, found by a few letters."""

import asyncio
from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical

from app.api.errors import Error
from app.tui.keys.table import bindings
from app.tui.screens.commands.palette_entries import find_entries, list_threads
from app.tui.screens.dialog import show_subtitle, show_title
from app.tui.screens.search_dialog import SearchDialog
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows

KEYS = {"line.accept": "Run", "line.leave": "Close"}
SEARCH_DELAY_S = 0.1
"""Debounce: the store is searched this long after the last key."""


class PaletteSearch(SearchLine):
    """The search of the palette."""

    BINDINGS = bindings("palette")


class CommandsDialog(SearchDialog[str | None]):
    """A dialog that returns the name of the chosen entry, or None."""

    def __init__(self, commands: Sequence[Entry], pages: ThreadPages | None) -> None:
        """`pages`: the conversations; None until the store is open."""
        choices = SearchList(SingleRows(), can_focus=False, wraps=True, empty_text="Nothing found.")
        super().__init__(PaletteSearch(placeholder="Search commands, conversations"), choices)
        self._commands = commands
        self._pages = pages
        self._threads = list_threads(pages.rows if pages else ())
        self._found: Sequence[Entry] = ()

    def compose(self) -> ComposeResult:
        """Yield a box at the top."""
        with Vertical(id="palette"):
            yield self.line
            yield self.list

    def on_mount(self) -> None:
        """Name the palette and its keys."""
        show_title(self.query_one("#palette"), "Commands")
        self.say(self.key_names.describe(KEYS))
        self._show()

    def search(self, text: str) -> None:
        """Show what matches at once, and what the store finds when typing pauses."""
        self._found = ()
        self._show()
        if text.strip() and self._pages:
            self._search_store(self._pages, text)

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Return the command or the conversation."""
        self.dismiss(event.name)

    def say(self, sentence: str) -> None:
        """Show a sentence in the border."""
        show_subtitle(self.query_one("#palette"), sentence)

    def _show(self) -> None:
        at = self.list.entry.name if self.list.entry and self._found else ""
        found = find_entries(self.query_text, self._commands, self._threads, self._found)
        self.list.show_found(found, self.query_text, at=at)

    @work(exclusive=True, exit_on_error=False)
    async def _search_store(self, pages: ThreadPages, query: str) -> None:
        await asyncio.sleep(SEARCH_DELAY_S)
        try:
            rows = await pages.find_in_store(query)
        except Error:  # the thread list says what is wrong with the store
            return
        if query == self.query_text and not self.is_closed:
            self._found = list_threads(rows)
            self._show()
