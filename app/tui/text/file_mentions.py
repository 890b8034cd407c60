"""Files that a message names with an `@`: `@notes.txt`, `@src/main.py`, `@"my notes.txt"`, `@~/notes.txt`."""

import re

MENTION = re.compile(r'(?:^|(?<=[\s(]))@(?:"([^"\n]+)"|([^\s"]+))')
OPEN_MENTION = re.compile(r'(?:^|(?<=[\s(]))@(?:"[^"\n]*|[^\s"]*)$')
"""One that the caret is behind, which can be completed."""
CLOSING = ".,;:!?)"
"""Punctuation of the sentence around a name."""


def find_mentions(text: str) -> list[str]:
    """Return the paths that a text names, as typed, each once."""
    return list(dict.fromkeys(quoted or plain for quoted, plain in MENTION.findall(text)))


def find_open_mention(before: str) -> int | None:
    """Return where the mention that ends at the caret begins; None if there is none."""
    found = OPEN_MENTION.search(before)
    if found is None:
        return None
    return found.start()


def mentioned_path(mention: str) -> str:
    """Return the path in a mention that is being typed."""
    return mention.removeprefix("@").removeprefix('"')


def make_mention(path: str, *, is_folder: bool) -> str:
    """Return the text that names a path; that of a folder can be typed on."""
    needs_quotes = any(character.isspace() for character in path)
    if is_folder:
        quote = '"' * needs_quotes
        return f"@{quote}{path}/"
    if needs_quotes:
        return f'@"{path}" '
    return f"@{path} "
