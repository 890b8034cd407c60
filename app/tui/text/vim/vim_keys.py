"""The vim keys of a text area: their state between two keys, without the text, which the text area has."""

from app.tui.text.vim.machine import end_visual, step
from app.tui.text.vim.state import Mode, VimState, on_character, without_command


class VimKeys:
    """The text area passes its text and its caret along with each key, and keeps the state that it has shown."""

    def __init__(self) -> None:
        self._state = VimState()

    @property
    def mode(self) -> Mode:
        """The mode."""
        return self._state.mode

    @property
    def words(self) -> str:
        """The mode and the part of a command that has been typed, for people."""
        return f"{self.mode.upper()} {self._state.keys}".rstrip()

    def begin(self) -> None:
        """Be in the insert mode, with no part of a command."""
        self._state = without_command(self._state)._replace(mode="insert")

    def press(self, key: str, text: str, caret: int) -> VimState | None:
        """Return the state after a key, a character or `escape`; None if the key is not one of vim's."""
        return step(self._read(text, caret), key)

    def leave_visual(self, text: str, caret: int) -> VimState:
        """Return the state after a key that ends the visual mode and is not one of vim's."""
        return end_visual(self._read(text, caret))

    def keep(self, state: VimState) -> None:
        """Keep a state that is on screen."""
        self._state = state._replace(text="", undoes=False)

    def _read(self, text: str, caret: int) -> VimState:
        """Return the state with the text and the caret."""
        state = self._state
        if state.mode == "visual":  # the caret of the text area is behind the character
            return state._replace(text=text, caret=min(state.caret, len(text)), anchor=min(state.anchor, len(text)))
        if state.mode == "normal":
            caret = on_character(text, caret)
        column = state.column if caret == state.caret else None
        return state._replace(text=text, caret=caret, column=column)

    @staticmethod
    def after_undo(state: VimState, text: str, caret: int) -> VimState:
        """Return a state that asked for an undo, with what the text area has after it."""
        return state._replace(text=text, caret=on_character(text, caret))
