"""Names the keys of commands in sentences, as the user's keymap has them."""

import re
from collections.abc import Mapping

from app.tui.keys.table import find_key

PLACE = re.compile(r"\{([a-z-]+\.[a-z-]+)\}")


class KeyNames:
    """Fills `{run.retry}` in a sentence of ours with the first key of that command. Never for texts of others."""

    def __init__(self, keymap: Mapping[str, str]) -> None:
        self._keymap = keymap

    def describe(self, commands: Mapping[str, str]) -> str:
        """Return `Enter Choose · Esc Close` for ids of commands, each with the word for what it does here.

        A command that the user has left without a key is left out.
        """
        named = ((find_key(one, self._keymap), word) for one, word in commands.items())
        return " · ".join(f"{key} {word}" for key, word in named if key)

    def fill(self, sentence: str) -> str:
        """Return the sentence with its keys."""
        return PLACE.sub(lambda found: find_key(found[1], self._keymap), sentence)
