"""Quotes a server's own words inside a sentence of ours."""

from collections.abc import Mapping

MIN_SECRET_CHARS = 8
"""A shorter key is no secret: local servers are given `x` or `none`, which may be part of any word."""
MAX_QUOTE_CHARS = 300


def quote(words: str, *secrets: str) -> str:
    """Return the words as a sentence to append: on one line, shortened, without secrets; empty when there are none."""
    words = masked(" ".join(words.split()), *secrets)
    if len(words) > MAX_QUOTE_CHARS:
        words = words[:MAX_QUOTE_CHARS].rstrip() + "…"
    return f" It says: {words}" if words else ""


def masked(words: str, *secrets: str) -> str:
    """Return the words without the secrets, which some servers repeat."""
    for secret in secrets:
        if len(secret) >= MIN_SECRET_CHARS:
            words = words.replace(secret, "***")
    return words


def secrets_of(key: str, headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is never quoted: the key and the values of the user's own headers, of which any may be a key.

    They come as a whole and in words, as in `Bearer …`; the longest first, so that none leaves a part of another.
    """
    secrets = {key}
    for value in headers.values():
        secrets |= {" ".join(value.split()), *value.split()}
    return tuple(sorted(secrets, key=len, reverse=True))
