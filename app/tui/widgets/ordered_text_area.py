"""A text area whose keys act in the order in which they were pressed, and that costs little in a frame of others.

The message box and the one-line input are made of it.

Textual runs a binding from the app's queue, text goes through the widget's. When keys come faster than they are
handled (a busy moment, a paste without brackets, a test), Enter would overtake the letters before it or be overtaken
by those after it.
"""

from typing import cast

from textual import events
from textual.app import App
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea

from app.tui.widgets.removed import blank_once_removed


@blank_once_removed
class OrderedTextArea(TextArea):
    """Runs its own bindings in its own queue."""

    _looked: tuple[object, ...] = ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint. The theme is applied when the look has changed, not in every frame of the history (20 % of it)."""
        look = (self.theme, self.visual_style, self.has_focus, self.app_theme)
        if look != self._looked:
            self._looked = look
            return super().render_lines(crop)
        return ScrollView.render_lines(self, crop)

    @property
    def app_theme(self) -> str:
        """The name of the app's theme."""
        return cast("App[object]", self.app).theme  # pyright: ignore[reportUnknownMemberType]  # Textual's is untyped

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable:
            return
        active = self.screen.active_bindings.get(event.key)
        if active is not None and active.node is self:
            event.stop()
            event.prevent_default()
            await self.run_action(active.binding.action)
