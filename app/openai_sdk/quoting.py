"""Quotes a server's own words inside a sentence of ours."""

MAX_QUOTE_CHARS = 300


def quote(words: str) -> str:
    """Return the words as a sentence to append: on one line, shortened; empty when there are none."""
    words = " ".join(words.split())
    if len(words) > MAX_QUOTE_CHARS:
        words = words[:MAX_QUOTE_CHARS].rstrip() + "…"
    return f" It says: {words}" if words else ""
