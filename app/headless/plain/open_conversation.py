"""The conversation that `--plain` has open: its thread, and what the user chose for the messages that follow."""

from typing import TextIO

from app.api.errors import Error
from app.api.services import Services
from app.headless.clean_text import clean
from app.settings.origins import place_commands

NO_CONVERSATION = "There is no conversation yet. Send a message first."


class OpenConversation:
    """`thread_id`: `None` before the first message. `model`, `assistant_id`: chosen by the user, else `None`.

    `listed`: the ids of the conversations that were listed last, in their order. `program`: the beginning of
    the commands that the user is told.
    """

    def __init__(self, services: Services, thread_id: str | None, out: TextIO, err: TextIO, program: str) -> None:
        self.assistants, self.endpoints = services
        self.thread_id = thread_id
        self.model: str | None = None
        self.assistant_id: str | None = None
        self.listed: list[str] = []
        self.program = program
        self._out, self._err = out, err

    def require_thread(self) -> str:
        """Return the id of the thread. Raises `Error` before the first message."""
        if self.thread_id is None:
            raise Error(NO_CONVERSATION)
        return self.thread_id

    def open(self, thread_id: str | None) -> None:
        """Open another one. The model stays, since it was chosen for what follows; each thread has its assistant."""
        self.thread_id = thread_id
        self.assistant_id = None

    def print(self, line: str) -> None:
        """Print a line that the user asked for, made safe for a terminal."""
        self._out.write(f"{clean(' '.join(line.splitlines()))}\n")
        self._out.flush()

    def note(self, sentence: str) -> None:
        """Print a sentence about what happened, on stderr."""
        self._err.write(f"{clean(place_commands(sentence, self.program))}\n")
        self._err.flush()
