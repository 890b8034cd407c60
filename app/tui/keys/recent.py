"""The commands that were run from the palette lately, in a small file that only the terminal uses."""

from contextlib import suppress
from pathlib import Path

import msgspec

from app.settings.private_file import write_private

MAX_COMMANDS = 5
THREAD_PREFIX = "thread:"
"""Before the id of a conversation among the names of the palette; a command is named by its id."""


class RecentCommands:
    """The ids of commands, the newest first. A file that is broken counts as empty."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[str]:
        """Return the ids."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[str])[:MAX_COMMANDS]
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return []

    def add(self, command_id: str) -> None:
        """Put an id in front."""
        ids = [command_id, *(one for one in self.read() if one != command_id)]
        with suppress(OSError):
            write_private(self._path, msgspec.json.encode(ids[:MAX_COMMANDS]))
