"""The message box with the user's own editor."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from textual import work
from textual.app import App, SuspendNotSupported
from textual.message import Message

from app.api.errors import Error
from app.tui.text.draft import Draft, full_text
from app.tui.widgets.box.vim_area import VimArea

NO_TERMINAL = "An editor needs the terminal, which this program does not have here."
ERROR_TIMEOUT_S = 20.0
"""Time to read where a text was left."""


class EditorArea(VimArea):
    """A message box whose content can be edited in the user's editor."""

    @dataclass
    class FailureOver(Message, namespace="message_input"):
        """What could not be done before was done now: its notice is out of date."""

        notice: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._is_editing = False
        self._failure = ""
        """The notice of the last failure."""

    def action_open_editor(self) -> None:
        """Edit what the box shows, with all pastes in full, in the user's editor."""
        from app.tui.terminal.programs.editor import find_editor  # late: the first paint does not need it

        if self._is_editing:
            return
        try:
            command = find_editor(os.environ)
        except Error as error:
            self.show_failure(error)
            return
        self._is_editing = True
        self._edit(self.shown, command)

    @work(exit_on_error=False)
    async def _edit(self, draft: Draft, command: Sequence[str]) -> None:
        from app.tui.terminal.programs.editor import edit

        app = cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
        text, failure = full_text(draft), None
        edited = text
        try:
            with app.suspend():
                try:
                    edited = await edit(text, command)
                except Error as error:  # not out of `suspend`, which would leave the terminal to nobody
                    failure = error
        except SuspendNotSupported:
            self.notify(NO_TERMINAL)
        finally:
            self._is_editing = False
        if edited != text:
            self.replace_edited(draft, edited)
        if failure:
            self.show_failure(failure)
        else:
            self.end_failure()

    def show_failure(self, error: Error) -> None:
        """Say why the text was not edited or sent."""
        self._failure = str(error)
        self.notify(self._failure, severity="error", timeout=ERROR_TIMEOUT_S)

    def end_failure(self) -> None:
        """Say no longer why the text was not edited or sent: it was now."""
        if self._failure:
            self.post_message(self.FailureOver(self._failure))
            self._failure = ""
