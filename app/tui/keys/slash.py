"""Slash commands: which text of the message box is a command, and which is a message that begins with `/`.

`/name` runs the command of that slash name, `/name text` one that takes text. Any other text is a message as it is, so
that a path can begin it. A message that would be a command is sent with one more `/` in front: `//new` sends `/new`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.tui.keys.command import Command
from app.tui.keys.table import COMMANDS
from app.tui.text.draft import Draft, full_text

CALL = re.compile(r"/([a-z][a-z-]*)(?:\s+(.*))?", re.DOTALL)


class SlashCall(NamedTuple):
    """A command as typed, with the text behind its name."""

    command: Command
    text: str

    @property
    def has_unwanted_text(self) -> bool:
        """Whether there is text behind a command that takes none."""
        return bool(self.text) and not self.command.takes_text

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of the command's action: the text, if there is any."""
        if self.text:
            return (self.text,)
        return ()


def find_call(text: str, commands: Sequence[Command] = COMMANDS) -> SlashCall | None:
    """Return the command that a text calls; None if it is a message."""
    found = CALL.fullmatch(text.rstrip())
    if found is None:
        return None
    name, rest = found.groups(default="")
    return next((SlashCall(one, rest) for one in commands if one.slash == name), None)


def text_to_send(draft: Draft) -> str:
    """Return the message that a draft sends: without the `/` that keeps it from being a command."""
    text = full_text(draft)
    if draft.text.startswith("//") and find_call(f"/{text.lstrip('/')}"):
        return text[1:]
    return text
