"""What is known of the files of messages, by id. One that is drawn without a name is wanted; the session reads it."""

from collections.abc import Mapping

from app.api.message_text import file_ids
from app.api.objects import Message

READING = "…"
"""In place of words that are being read."""


class FileNames:
    """The words for each file: its name and size."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}
        self._asked: set[str] = set()
        self._wanted: list[str] = []

    def find(self, file_id: str) -> str:
        """Return the words for a file; if they were not read since `forget`, they are wanted."""
        if file_id not in self._asked:
            self._asked.add(file_id)
            self._wanted.append(file_id)
        return self._words.get(file_id, READING)

    def take_wanted(self) -> list[str]:
        """Return the files that were drawn and whose words are to be read, each once."""
        wanted, self._wanted = self._wanted, []
        return wanted

    def put(self, words: Mapping[str, str]) -> bool:
        """Add what was read. Return whether anything is new."""
        is_new = any(self._words.get(file_id) != one for file_id, one in words.items())
        self._words |= words
        return is_new

    def forget(self) -> None:
        """Want all words again when they are next drawn; those that are known stay on the screen."""
        self._asked.clear()

    def take_over(self, shown: Message | None, stored: Message) -> None:
        """Show the words of a message that was shown before it was stored for the files of the stored one."""
        for old, new in zip(file_ids(shown) if shown else (), file_ids(stored), strict=False):
            if old in self._words:
                self._words.setdefault(new, self._words[old])
