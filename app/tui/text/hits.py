"""Where the words of a search are in a line."""

import re
from collections.abc import Iterator


def split_hits(line: str, words: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line, each with whether it is one of the words; upper and lower case are the same."""
    found = [re.escape(word) for word in sorted(words.split(), key=len, reverse=True)]
    if not found:
        yield line, False
        return
    at = 0
    for hit in re.finditer("|".join(found), line, re.IGNORECASE):
        if hit.start() > at:
            yield line[at : hit.start()], False
        yield hit[0], True
        at = hit.end()
    if at < len(line):
        yield line[at:], False
