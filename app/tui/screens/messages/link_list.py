"""The dialog that shows links with their whole addresses, and returns the one that is to be opened."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from app.tui.keys.table import bindings
from app.tui.screens.dialog import Words
from app.tui.screens.messages.link_hosts import describe_host
from app.tui.screens.search_dialog import SearchDialog
from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows
from app.tui.widgets.clicks import find_clicked_cell

KEYS = "{line.accept} to open, {line.leave} to close."


class LinkSearch(SearchLine):
    """The search of the list of links."""

    BINDINGS = bindings("links")


class Links(SearchList):
    """The list of links. A click on another than the one under the cursor shows that one first."""

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked link; where it is there already, choose it."""
        before = self.entry
        if find_clicked_cell(self, event) is None or before is None or before.name == self._pressed:
            return
        event.prevent_default()
        place = self._listing.find(self._pressed)
        if place is not None:
            event.stop()
            self._cursor = place
            self.refresh()
            self._reveal()


class LinkList(SearchDialog[str | None]):
    """A dialog that returns the address to open, or None.

    An address is returned only once it was on the screen, whole: a key or a click that comes before only shows it.
    """

    def __init__(self, addresses: Sequence[str], at: str = "") -> None:
        """`at`: the address under the cursor at first."""
        choices = Links(SingleRows(), can_focus=False, empty_text="Nothing found.")
        super().__init__(LinkSearch(placeholder="Search"), choices)
        self._addresses = addresses
        self._at = at
        self._seen = ""
        """The address that is on the screen."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="links"):
            yield self.line
            yield self.list
            yield Words(id="link-address")
            yield Words(id="link-host")
            yield Words(self.key_names.fill(KEYS), id="links-status")

    def on_mount(self) -> None:
        """Show the links."""
        self.query_one("#links").border_title = "Open a link"
        self.list.show([Entry(address, address) for address in self._addresses], at=self._at)

    def on_search_list_cursor_moved(self) -> None:
        """Show the whole address under the cursor, and where it leads."""
        address = self.list.entry.name if self.list.entry else ""
        self._seen = ""
        self.query_one("#link-address", Words).say(address)
        self.query_one("#link-host", Words).say(describe_host(address))
        self.call_after_refresh(self._note_seen, address)

    def _note_seen(self, address: str) -> None:
        if self.list.entry is not None and self.list.entry.name == address:
            self._seen = address

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Return the address, if it was seen."""
        if event.name == self._seen:
            self.dismiss(event.name)

    def say(self, sentence: str) -> None:
        """Show a sentence below the address."""
        self.query_one("#links-status", Words).say(sentence)
