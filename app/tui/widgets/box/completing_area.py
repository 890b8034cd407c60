"""A text area with a popup that completes what is typed at the caret. The message box extends it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from app.tui.widgets.ordered_text_area import OrderedTextArea

if TYPE_CHECKING:
    from app.tui.widgets.box.completer import Completer
    from app.tui.widgets.choices.completion import Completion

OPENING = "/@"
"""Characters that open the popup, and that a name of a path goes on behind."""


class CompletingArea(OrderedTextArea):
    """The text area. What opens the popup, and with which items, is decided by the sources of its completer."""

    class PopupMade(Message, namespace="message_input"):
        """The popup was made, at the first key that may open it. The screen that has both mounts it."""

        def __init__(self, popup: "Completion") -> None:
            super().__init__()
            self.popup = popup

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(soft_wrap=True, compact=True, show_line_numbers=False, highlight_cursor_line=False, id=id)
        self._made: Completer | None = None
        self._keymap: Mapping[str, str] = {}

    def use_keymap(self, keymap: Mapping[str, str]) -> None:
        """Show the user's keys beside the commands."""
        self._keymap = keymap

    @property
    def completion(self) -> "Completion":
        """The popup."""
        return self._completer.popup

    @property
    def _completer(self) -> "Completer":
        """What completes, made at its first use."""
        if self._made is None:
            from app.tui.widgets.box.completer import Completer  # late: its list is needed by no start
            from app.tui.widgets.box.files.file_paths import FilePaths  # late: as above
            from app.tui.widgets.box.slash_names import SlashNames  # late: as above
            from app.tui.widgets.choices.completion import Completion  # late: as above

            self._made = Completer(Completion(id="completion"), [SlashNames(self._keymap), FilePaths()])
            self.post_message(self.PopupMade(self._made.popup))
        return self._made

    def action_complete(self) -> None:
        """Put the chosen completion in place of what was typed."""
        self.take_completion()

    def take_completion(self) -> bool:
        """Put the chosen completion in place of what was typed. True if the text is complete with it."""
        taken = self._completer.take()
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
        if self._made is None or not self._made.is_waiting:
            return False
        is_open = self._made.update(*self._line_around_caret())
        if is_open:
            self._made.popup.place(self.region)
        return is_open

    def close_completion(self) -> bool:
        """Close the popup. False if it was not open."""
        return self._made is not None and self._made.close()

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
        if event.key == "escape" and self.close_completion():
            event.prevent_default()
            event.stop()
        elif event.character:
            before, after = self._line_around_caret()
            may_open = event.character in OPENING or before.endswith("/")
            if may_open and self._completer.note_typed(before, after, event.character):
                self.run_worker(self._prepare_completion, group="completion", exclusive=True)

    async def _prepare_completion(self) -> None:
        """Show what the source of the popup finds only after a time."""
        await self._completer.prepare()
        self.update_completion()

    def load_text(self, text: str) -> None:
        """Replace the text. A popup that completed the old one closes."""
        self.close_completion()
        super().load_text(text)

    def on_text_area_selection_changed(self) -> None:
        """Complete the text at the new place of the caret."""
        self.update_completion()

    def on_resize(self) -> None:
        """Keep the popup above the box."""
        if self._made is not None and self._made.popup.is_open:
            self.call_after_refresh(self.update_completion)

    def on_blur(self) -> None:
        """Close the popup: its keys go elsewhere now."""
        self.close_completion()
