"""A text area that handles keys in the order in which they were pressed. The message box and the line input extend it.

Textual runs bindings from the app's queue and inserts text from the widget's. When keys arrive faster than they are
handled (a busy moment, a paste without brackets, a test), Enter would overtake the letters before it, or letters
would overtake Enter.
"""

from typing import cast

from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import DocumentNavigator

from app.tui.text.typed import hide_obeyed, is_text, with_newlines
from app.tui.text.widths.wrapped_document import KinsokuDocument
from app.tui.widgets.removed import blank_once_removed, is_being_removed

CARET_ACTIONS = {
    key: one.action
    for one in TextArea.BINDINGS
    if isinstance(one, Binding) and one.action.startswith("cursor_")
    for key in one.key.split(",")
}
"""Textual's own keys that move the caret. They do so too where a command of ours is on one of them and does not run
now, or has been there before the user moved it: Textual's binding is gone then."""


@blank_once_removed
class OrderedTextArea(TextArea):
    """Runs the bindings of its keys, also those of the screen, from its own queue."""

    is_one_line = False
    """Whether Enter inserts nothing where it is no command."""
    _painted_look: tuple[object, ...] = ()

    def _set_document(self, text: str, language: str | None) -> None:
        """Show another text, in rows of our own where it has rows."""
        super()._set_document(text, language)
        if self.soft_wrap:
            self.wrapped_document = KinsokuDocument(self.document, tab_width=self.indent_width)
            self.navigator = DocumentNavigator(self.wrapped_document)
            self._rewrap_and_refresh_virtual_size()

    def update_node_styles(self, animate: bool = True) -> None:
        """Update the styles while they are seen: not of an area that is being made, which gets them when it is mounted.

        Its constructor and the blur of one that is being removed ask for them too, each time for 17 component classes.
        """
        if self.is_attached and not is_being_removed(self):
            super().update_node_styles(animate)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint. The theme is applied only when the look changed: in every frame it took 20 % of a stream's time."""
        look = (self.theme, self.visual_style, self.has_focus, self.app_theme)
        if look != self._painted_look:
            self._painted_look = look
            return super().render_lines(crop)
        return ScrollView.render_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """Paint a row. Without a column inside, nothing: Textual would wrap the placeholder to no width, and end."""
        if self.content_size.width < 1:
            return Strip.blank(self.size.width)
        return super().render_line(y)

    def get_line(self, line_index: int) -> Text:
        """Return the line as drawn: without what a terminal would obey, which stays in the text."""
        line = super().get_line(line_index)
        line.plain = hide_obeyed(line.plain)
        return line

    def _recompute_cursor_offset(self) -> None:
        """Find the cell of the caret, unless its line is gone: an undo moves the caret last, and finds it then.

        Before that the scrollbar may go with the lines, which asks for the cell, and ended the app (Textual 8.2.8).
        """
        if self.cursor_location[0] < self.wrapped_document.document.line_count:
            super()._recompute_cursor_offset()

    def insert_typed(self, text: str) -> None:
        """Insert what a key typed."""
        self._replace_via_keyboard(text, *self.selection)

    @property
    def app_theme(self) -> str:
        """Name of the app's theme."""
        return cast("App[object]", self.app).theme  # pyright: ignore[reportUnknownMemberType]  # Textual's is untyped

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable:
            return
        if event.character is not None and is_text(event.character):
            event.prevent_default()
            event.stop()
            self.insert_typed(with_newlines(event.character))
            return
        active = self.screen.active_bindings.get(event.key)
        if active is None or not active.enabled:
            if event.key == "enter" and self.is_one_line:
                event.prevent_default()  # Textual would begin a second line
            elif event.key in CARET_ACTIONS:
                event.stop()
                await self.app.run_action(CARET_ACTIONS[event.key], self)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
            return
        event.stop()
        event.prevent_default()  # Textual's own handler inserts a line end for Enter, and makes the cursor blink anew
        await self.app.run_action(active.binding.action, active.node)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
