"""Quotes a server's own words inside a sentence of ours."""

MIN_KEY_CHARS = 8
"""A shorter key is no secret: local servers are given `x` or `none`, which may be part of any word."""
MAX_QUOTE_CHARS = 300


def quote(words: str, key: str) -> str:
    """Return the words as a sentence to append: on one line, shortened, without the key; empty when there are none."""
    words = masked(" ".join(words.split()), key)
    if len(words) > MAX_QUOTE_CHARS:
        words = words[:MAX_QUOTE_CHARS].rstrip() + "…"
    return f" It says: {words}" if words else ""


def masked(words: str, key: str) -> str:
    """Return the words without the key, which some servers repeat."""
    return words.replace(key, "***") if len(key) >= MIN_KEY_CHARS else words
