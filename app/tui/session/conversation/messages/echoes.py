"""The user's messages that are shown before they are stored."""

import time
from collections.abc import Sequence

from app.api.objects import Message, Text, TextPart
from app.tui.history import Transcript
from app.tui.session.conversation.messages.file_reader import with_uploads


class Echoes:
    """Shows a message at once, and gives it the id of the stored one, or the reason why it was not stored."""

    def __init__(self, history: Transcript) -> None:
        self._history = history
        self._count = 0
        self._waiting: list[Message] = []
        self._unsent: str | None = None

    @property
    def ids(self) -> list[str]:
        """The ids of all that are not stored, in their order on the screen."""
        unsent = [self._unsent] if self._unsent else []
        return [*(echo.id for echo in self._waiting), *unsent]

    def clear(self) -> None:
        """Forget all: another page is shown."""
        self._waiting.clear()
        self._unsent = None

    def show(self, text: str, thread_id: str, uploads: Sequence[str] = ()) -> Message:
        """Show a message, in place of one that could not be stored. `uploads`: the paths of its files."""
        self.drop_unsent()
        self._count += 1
        echo = Message(
            id=f"local {self._count}",
            created_at=int(time.time()),
            thread_id=thread_id,
            status="completed",
            role="user",
            content=[TextPart(text=Text(value=text))],
        )
        if uploads:
            echo = with_uploads(echo, uploads)
        self._history.append(echo)
        self._waiting.append(echo)
        return echo

    def join(self, stored: Message) -> bool:
        """Give the oldest echo of this text the id of the stored message. False if there is none."""
        for echo in self._waiting:
            if echo.text == stored.text:
                self._waiting.remove(echo)
                self._history.identify(echo.id, stored)
                return True
        return False

    def mark_unsent(self, echo: Message, reason: str) -> None:
        """Show under an echo why it could not be stored."""
        if self._take(echo):
            self._unsent = echo.id
            self._history.note(_unsent_key(echo.id), f"Not sent: {reason}", "error")

    def remove(self, echo: Message) -> None:
        """Remove a message that could not be stored, if its text is somewhere else."""
        if self._take(echo):
            self._history.drop(echo.id)

    def drop_unsent(self) -> None:
        """Remove the message that could not be stored."""
        if self._unsent:
            self._history.drop(self._unsent)
            self._history.remove_note(_unsent_key(self._unsent))
            self._unsent = None

    def _take(self, echo: Message) -> bool:
        """Forget an echo. False if it has become the message of another window, which has the same text."""
        if echo not in self._waiting:
            return False
        self._waiting.remove(echo)
        return True


def _unsent_key(message_id: str) -> str:
    return f"unsent {message_id}"
