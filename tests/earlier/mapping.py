"""What has changed on purpose between the tests of an earlier commit and the program of today: `sentences.toml`."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

MAPPING = Path(__file__).with_name("sentences.toml")


class Change(NamedTuple):
    """An earlier text and what stands in its place now; in every file, or in those that match `file`.

    `why`: the reason for a promise that was reversed on purpose.
    """

    old: str
    new: str
    file: str = "**"
    why: str = ""
    is_word: bool = False

    def applied(self, text: str) -> str:
        """The text with the change; a word is not replaced inside a longer name."""
        if not self.is_word:
            return text.replace(self.old, self.new)
        return re.sub(rf"(?<![\w.]){re.escape(self.old)}(?!\w)", lambda _: self.new, text)

    def concerns(self, path: Path) -> bool:
        """Whether the change is for this file, given from the top of the checkout."""
        return self.file == "**" or path.match(self.file)


def read_changes(path: Path = MAPPING) -> list[Change]:
    """Read the mapping: the words first, the longest of them before its beginnings, then the texts as written."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    words = [Change(old, new, is_word=True) for old, new in table.pop("words", {}).items()]
    texts = [Change(**text) for text in table.pop("text", [])]
    if table:
        raise ValueError(f"{path.name}: unknown {', '.join(table)}")
    return [*sorted(words, key=lambda change: -len(change.old)), *texts]


def apply(changes: Sequence[Change], folder: Path) -> list[Change]:
    """Change the Python files below a folder; return the changes that found nothing."""
    unused = list(changes)
    for path in sorted(folder.rglob("*.py")):
        text = before = path.read_text(encoding="utf-8")
        for change in changes:
            if change.concerns(path.relative_to(folder)):
                changed = change.applied(text)
                if changed != text and change in unused:
                    unused.remove(change)
                text = changed
        if text != before:
            path.write_text(text, encoding="utf-8")
    return unused
