"""The box of the first-run screen: it scrolls as a whole, since in a low window the list has no rows to spare."""

from textual.containers import Vertical
from textual.geometry import Region
from textual.widget import Widget

from app.tui.widgets.choices.search_list import SearchList


class ChoicesBox(Vertical):
    """Keeps the entry under the cursor in sight, or what was said below the list since the cursor moved."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._entry: SearchList.CursorMoved | None = None

    def on_search_list_cursor_moved(self, event: SearchList.CursorMoved) -> None:
        """Scroll to the entry under the cursor; to the text above the list with the first."""
        self._entry = event
        self.call_after_refresh(self._reveal_entry)  # the list may be another one, not laid out yet

    def on_resize(self) -> None:
        """Scroll again: the window has another height, or the border other space inside. The list need not notice.

        A screen that opens takes the space away once it is laid out, so a busy machine showed the first entry cut.
        """
        self.call_after_refresh(self._reveal_entry)

    def show_last(self, widget: Widget) -> None:
        """Scroll to a widget below the list, until the cursor moves again."""
        self._entry = None
        self.call_after_refresh(widget.scroll_visible, animate=False)  # once it has its place

    def _reveal_entry(self) -> None:
        entry, choices = self._entry, next(iter(self.query(SearchList)), None)  # none once the screen is being closed
        if entry is None or choices is None or not choices.display or not self.is_attached:
            return
        top, height = choices.virtual_region.y + entry.y, entry.height
        if entry.y == 0 and top + height <= self.scrollable_content_region.height:
            top, height = 0, top + height
        # At once: the next move of a burst is compared with where the box is then.
        self.scroll_to_region(Region(0, top, 1, height), animate=False, force=True, immediate=True)
