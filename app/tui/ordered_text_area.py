"""A text area whose keys act in the order in which they were pressed: the message box and the one-line input.

Textual runs a binding from the app's queue, text goes through the widget's. When keys come faster than they are
handled (a busy moment, a paste without brackets, a test), Enter would overtake the letters before it or be overtaken
by those after it.
"""

from textual import events
from textual.widgets import TextArea


class OrderedTextArea(TextArea):
    """Runs its own bindings in its own queue."""

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable:
            return
        active = self.screen.active_bindings.get(event.key)
        if active is not None and active.node is self:
            event.stop()
            event.prevent_default()
            await self.run_action(active.binding.action)
