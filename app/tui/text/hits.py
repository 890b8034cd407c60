"""Where the words of a search are in a line."""

import re
from collections.abc import Iterator


def make_pattern(words: str) -> re.Pattern[str] | None:
    """Return what finds each of these words, in upper and lower case; None without a word."""
    found = [re.escape(word) for word in sorted(words.split(), key=len, reverse=True)]
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def split_hits(line: str, words: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line, each with whether it is one of the words; upper and lower case are the same."""
    pattern = make_pattern(words)
    if pattern is None:
        yield line, False
        return
    at = 0
    for hit in pattern.finditer(line):
        if hit.start() > at:
            yield line[at : hit.start()], False
        yield hit[0], True
        at = hit.end()
    if at < len(line):
        yield line[at:], False
