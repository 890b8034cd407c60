"""What a search finds in a list: the entries with all the words of a query, the best first.

A word is found as it is, or its letters one after the other in a label. No regular expressions: with several gaps in
one, a name of a hostile server would take seconds.
"""

from collections.abc import Sequence
from typing import NamedTuple

MAX_QUERY_CHARS = 100
"""More is no search; the rest is ignored."""
AT_START, AT_WORD, INSIDE, BESIDE, SCATTERED = 0, 1, 2, 4, 8
"""How bad a hit is: at the start of the label or of a word, inside one, in the other text, letter by letter."""
MAX_SPREAD = 24
"""Letters further apart than this are all as bad."""


class Searchable(NamedTuple):
    """The texts of an entry in small letters: the label, whose hits are shown, and other text that is searched too."""

    label: str
    other: str


def fold(text: str) -> str:
    """Return a text in small letters, of the same length: a few capitals, such as İ, become two letters elsewhere."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def split_query(query: str) -> list[str]:
    """Return the words of a query, in small letters."""
    return fold(query[:MAX_QUERY_CHARS]).split()


def search(texts: Sequence[Searchable], query: str) -> list[tuple[int, int]]:
    """Return how bad each hit is and its place among the texts, the best first. Without a word all are hits."""
    words = split_query(query)
    hits: list[tuple[int, int]] = []
    for place, text in enumerate(texts):
        badness = 0
        for word in words:
            found = rate(text, word)
            if found is None:
                break
            badness += found
        else:
            hits.append((badness, place))
    hits.sort()
    return hits


def rate(text: Searchable, word: str) -> int | None:
    """Return how bad a word is found in an entry; `None` if it is not."""
    at = text.label.find(word)
    if at == 0:
        return AT_START
    if at > 0:
        # The first hit inside a word may be followed by one at the start of another.
        if any(not text.label[start - 1].isalnum() for start in find_all(text.label, word, at)):
            return AT_WORD
        return INSIDE
    if word in text.other:
        return BESIDE
    if places := find_letters(text.label, word):
        return SCATTERED + min(MAX_SPREAD, places[-1] - places[0] + 1 - len(places))
    return None


def find_hits(label: str, query: str) -> set[int]:
    """Return the places in a label where the words of a query were found, for bold letters."""
    folded, places = fold(label), set[int]()
    for word in split_query(query):
        starts = find_all(folded, word, 0)
        for at in starts:
            places.update(range(at, at + len(word)))
        if not starts:
            places.update(find_letters(folded, word))
    return places


def find_all(text: str, word: str, start: int) -> list[int]:
    """Return where a word begins in a text, from a place on."""
    found: list[int] = []
    at = text.find(word, start)
    while at >= 0:
        found.append(at)
        at = text.find(word, at + len(word))
    return found


def find_letters(text: str, word: str) -> list[int]:
    """Return the places of the letters of a word one after the other, as close to the last one as can be."""
    end = -1
    for letter in word:
        end = text.find(letter, end + 1)
        if end < 0:
            return []
    places: list[int] = []
    for letter in reversed(word):
        end = text.rfind(letter, 0, end + 1)
        places.append(end)
        end -= 1
    return places[::-1]
