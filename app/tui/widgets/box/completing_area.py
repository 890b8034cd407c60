"""A text area with a popup that completes what is typed at the caret. The message box extends it."""

from collections.abc import Mapping

from textual import events

from app.tui.widgets.box.completer import Completer
from app.tui.widgets.box.file_paths import FilePaths
from app.tui.widgets.box.slash_names import SlashNames
from app.tui.widgets.choices.completion import Completion
from app.tui.widgets.ordered_text_area import OrderedTextArea


class CompletingArea(OrderedTextArea):
    """The text area. What opens the popup, and with which items, is decided by the sources of its `completer`."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(soft_wrap=True, compact=True, show_line_numbers=False, highlight_cursor_line=False, id=id)
        self.completion = Completion(id="completion")
        """The popup; the screen that has both mounts it."""
        self.slash_names = SlashNames()
        self.completer = Completer(self.completion, [self.slash_names, FilePaths()])

    def use_keymap(self, keymap: Mapping[str, str]) -> None:
        """Show the user's keys beside the commands."""
        self.slash_names.keymap = keymap

    def action_complete(self) -> None:
        """Put the chosen completion in place of what was typed."""
        self.take_completion()

    def take_completion(self) -> bool:
        """Put the chosen completion in place of what was typed. True if the text is complete with it."""
        taken = self.completer.take()
        if taken is None:
            return False
        row, column = self.cursor_location
        self.replace(taken.entry.name, (row, column - taken.replaced), (row, column), maintain_selection_offset=False)
        return taken.is_all

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key that completes to the screen while nothing can be completed."""
        return action != "complete" or self.update_completion()

    def update_completion(self) -> bool:
        """Show what completes the text at the caret. False if nothing does."""
        if not self.completer.is_waiting:
            return False
        is_open = self.completer.update(*self._line_around_caret())
        if is_open:
            self.completion.place(self.region)
        return is_open

    def _line_around_caret(self) -> tuple[str, str]:
        """Return the text of the line before and behind the caret, with the newlines around it."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        before, after = line[:column], line[column:]
        if row > 0:
            before = f"\n{before}"
        if row < self.document.line_count - 1:
            after = f"{after}\n"
        return before, after

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handlers of the base classes, which insert the character, itself.
        if event.key == "escape" and self.completer.close():
            event.prevent_default()
            event.stop()
        elif event.character:
            self.completer.note_typed(*self._line_around_caret(), event.character)

    def load_text(self, text: str) -> None:
        """Replace the text. A popup that completed the old one closes."""
        self.completer.close()
        super().load_text(text)

    def on_text_area_selection_changed(self) -> None:
        """Complete the text at the new place of the caret."""
        self.update_completion()

    def on_resize(self) -> None:
        """Keep the popup above the box."""
        if self.completion.is_open:
            self.call_after_refresh(self.update_completion)

    def on_blur(self) -> None:
        """Close the popup: its keys go elsewhere now."""
        self.completer.close()
