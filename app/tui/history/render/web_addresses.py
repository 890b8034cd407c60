"""Addresses of the web in a text: where they end, and how they are shown."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

CJK = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
STOPS = (
    "\\s<>\"'`\u3000-\u3003\u3008-\u3020\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff65“”‘’…"
)
"""Characters that no address has, for a character class: blanks, quotes, the punctuation of Chinese and Japanese."""
LAST = ".,;:!?*_~"
"""Marks that end a sentence or an emphasis, not the address before them."""
BRACKETS = {")": "(", "]": "[", "}": "{"}
ENCODED = re.compile(r"(?:%[89a-fA-F][0-9a-fA-F])+")
OPENED_SCHEMES = ("http://", "https://", "mailto:")
"""Addresses with these schemes are links; any other is only shown."""
MAX_LINK_CHARS = 2_000
"""Of an address that is a link: it is shown whole before it opens. Terminals take 2,083 (VTE) in their own links."""


class Address(NamedTuple):
    """Where an address begins and ends in a text."""

    start: int
    end: int


@cache
def address_pattern() -> re.Pattern[str]:
    """Return the pattern of an address. Compiling it takes 3 ms, which a start has no use for."""
    # A host is written in one script: `https://a.example` ends where Japanese follows, a path may have any letters.
    return re.compile(f"https?://(?:[^/?#{STOPS}{CJK}]+|[{CJK}][^/?#{STOPS}]*)(?:[/?#][^{STOPS}]*)?")


def find_addresses(text: str) -> Iterator[Address]:
    """Yield the addresses of a text. A bracket that the address does not open is not part of it."""
    for match in address_pattern().finditer(text):
        found = _before_foreign_bracket(match.group()).rstrip(LAST)
        if not found.endswith(("//", "/:")):
            yield Address(match.start(), match.start() + len(found))


def _before_foreign_bracket(address: str) -> str:
    opened = dict.fromkeys(BRACKETS.values(), 0)
    for at, character in enumerate(address):
        if character in opened:
            opened[character] += 1
        elif character in BRACKETS:
            opened[BRACKETS[character]] -= 1
            if opened[BRACKETS[character]] < 0:
                return address[:at]
    return address


def is_link(address: str) -> bool:
    """Whether an encoded address may be opened, and be written into the sequence with which terminals mark links."""
    if len(address) > MAX_LINK_CHARS or not address[:8].lower().startswith(OPENED_SCHEMES):
        return False
    return address.isascii() and address.isprintable() and " " not in address


def encoded(address: str) -> str:
    """Return an address as programs take it, in ASCII: the host in Punycode, as the parser has it in other links."""
    if address.isascii():
        return address
    from markdown_it.common.normalize_url import normalizeLink  # late: only Markdown needs it

    return normalizeLink(address)


def readable(address: str) -> str:
    """Return an address as people write it: `%E6%97%A5` is 日."""
    if "%" not in address:
        return address
    return ENCODED.sub(_decoded, address)


def _decoded(match: re.Match[str]) -> str:
    found: str = match.group()
    text = unquote(found, errors="replace")
    if "\ufffd" in text:
        return found
    return text
