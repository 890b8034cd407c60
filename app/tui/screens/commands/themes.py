"""The themes: the one under the cursor is shown at once, and stays when it is chosen."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.theme import Theme

from app.tui.keys.table import bindings
from app.tui.screens.dialog import Words, show_subtitle
from app.tui.screens.search_dialog import SearchDialog
from app.tui.text.listing import Entry
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows

KEYS = {"line.accept": "Choose", "line.leave": "Close"}


class ThemeSearch(SearchLine):
    """The search of the themes."""

    BINDINGS = bindings("search line")


class ThemeList(SearchDialog[str | None]):
    """A dialog that returns the name of the chosen theme, or None. Meanwhile the app has the one under the cursor."""

    def __init__(self, themes: Iterable[Theme], current: str) -> None:
        choices = SearchList(SingleRows(), can_focus=False, empty_text="Nothing found.")
        super().__init__(ThemeSearch(placeholder="Search"), choices)
        self._themes, self._current = sorted(themes, key=lambda one: one.name), current

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="themes"):
            yield self.line
            yield self.list
            yield Words(id="themes-status")

    def on_mount(self) -> None:
        """Show the themes, with the cursor on the one in use."""
        box = self.query_one("#themes")
        box.border_title = "Themes"
        show_subtitle(box, self.key_names.describe(KEYS))
        self.list.show([Entry(one.name, one.name, describe(one)) for one in self._themes], at=self._current)

    def on_search_list_cursor_moved(self, event: SearchList.CursorMoved) -> None:
        """Show the theme under the cursor."""
        event.stop()
        if self.list.entry and not self.is_closed:
            self.typed_app.theme = self.list.entry.name

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Return the theme."""
        self.dismiss(event.name)

    def say(self, sentence: str) -> None:
        """Show a sentence below the list."""
        self.query_one("#themes-status", Words).say(sentence)


def describe(theme: Theme) -> str:
    """Say whether a theme is dark or light, or has the colours that the terminal is set to."""
    if theme.ansi:
        return "the terminal's own colours"
    return {True: "dark", False: "light"}[theme.dark]
