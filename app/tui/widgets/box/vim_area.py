"""The message box with vim keys, if the user has set them."""

from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets.text_area import Selection

from app.tui.text.draft import Draft
from app.tui.text.locations import find_difference, find_index, find_location
from app.tui.text.typed import is_text
from app.tui.widgets.box.recalling_area import RecallingArea

if TYPE_CHECKING:
    from app.tui.text.vim.state import VimState
    from app.tui.text.vim.vim_keys import VimKeys

OTHER_KEYS = {"backspace": "h", "space": "l"}
"""Keys that do outside of the insert mode what a letter does."""
ON = "Vim keys are on. To keep them: vim = true in config.toml."
OFF = "Vim keys are off."


class VimArea(RecallingArea):
    """A message box with modes. The mode is on the border; without vim keys there is none."""

    class LeaveRequested(Message, namespace="message_input"):
        """Esc was pressed, and there is nothing to leave in the box."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._vim: VimKeys | None = None

    def use_vim(self, is_on: bool) -> None:
        """Turn the vim keys on or off."""
        self._vim = None
        if is_on:
            from app.tui.text.vim.vim_keys import VimKeys  # late: most people have not set them

            self._vim = VimKeys()
        self.show_idle()

    def action_toggle_vim(self) -> None:
        """Turn the vim keys on or off, and say so."""
        is_on = self._vim is None
        self.use_vim(is_on)
        self.notify({True: ON, False: OFF}[is_on])

    @property
    def takes_escape(self) -> bool:
        """Whether Esc comes to the box: with vim keys always, behind the keys before it."""
        return self._vim is not None or super().takes_escape

    def show(self, draft: Draft) -> None:
        """Put a draft into the box, with the caret at its end and in the insert mode."""
        if self._vim:
            self._vim.begin()
        super().show(draft)

    def show_idle(self) -> None:
        """Show the mode, and the part of a command that has been typed."""
        words = ""
        if self._vim:
            words = self._vim.words
        self.border_subtitle = Content(" · ").join(part for part in (Content(words), self.note) if part.plain)

    async def _on_key(self, event: events.Key) -> None:
        if self._vim is None or self.is_searching:
            return
        if event.key == "escape":
            self._leave(self._vim)
        elif self._vim.mode == "insert":
            return
        elif event.key in OTHER_KEYS:
            self._do(self._vim, OTHER_KEYS[event.key])
        elif event.character is not None and is_text(event.character):
            self._do(self._vim, event.character)
        else:
            if self._vim.mode == "visual":
                self._apply(self._vim, self._vim.leave_visual(*self._text_and_caret()))
            return
        event.prevent_default()
        event.stop()

    def _leave(self, vim: "VimKeys") -> None:
        """Leave one layer: the popup, the command begun, the mode; in the normal mode what is outside of the box."""
        if self.close_completion():
            return
        after = vim.press("escape", *self._text_and_caret())
        if after is None:
            self.post_message(self.LeaveRequested())
        else:
            self._apply(vim, after)

    def _do(self, vim: "VimKeys", key: str) -> None:
        after = vim.press(key, *self._text_and_caret())
        if after is not None:
            self._apply(vim, after)

    def _text_and_caret(self) -> tuple[str, int]:
        text = self.text
        return text, find_index(text, self.cursor_location)

    def _apply(self, vim: "VimKeys", after: "VimState") -> None:
        self._replace_difference(after.text)
        if after.undoes:
            self.action_undo()
            after = vim.after_undo(after, *self._text_and_caret())
        text, caret = after.text, after.caret
        if after.mode == "visual":
            first, last = min(after.anchor, caret), max(after.anchor, caret)
            self.selection = Selection(find_location(text, first), find_location(text, min(last + 1, len(text))))
        else:
            self.move_cursor(find_location(text, caret))
        vim.keep(after)
        self.show_idle()

    def _replace_difference(self, text: str) -> None:
        """Replace what has changed, as one edit that can be undone."""
        before = self.text
        if text == before:
            return
        start, end, changed = find_difference(before, text)
        self.history.checkpoint()
        self.replace(changed, find_location(before, start), find_location(before, end))
