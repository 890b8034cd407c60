"""Where an address leads: its host as programs read it, and what in it may be taken for another.

A host with letters of other scripts is sent in Punycode (RFC 3492): `xn--80ak6aa92e.com` is written аррӏе.com, which
looks like apple.com. Before an `@` stands a user name: `https://bank.example@evil.example` leads to evil.example.
"""

import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

PUNYCODE = "xn--"
ANY_SCRIPT = {"DIGIT", "HYPHEN-MINUS", "COMBINING", "FULL", "MIDDLE"}
"""First words of names of characters that belong to no script."""


def describe_host(address: str) -> str:
    """Return a sentence on where an address leads, and one for each thing that may deceive."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:  # brackets that hold no IPv6 address
        return "No browser may know what to do with this address."
    if parts.scheme == "mailto":
        return f"Writes a mail to {parts.path}."
    return "\n".join([f"Leads to {host}.", *_find_deceits(host, parts.username)])


def _find_deceits(host: str, user: str | None) -> Iterator[str]:
    if user is not None:
        yield f"What stands before the @ is a user name, not the host: {user}"
    written = decode_host(host)
    if written != host:
        scripts = " and ".join(_find_scripts(written)) or "other"
        yield f"It is written {written}, with {scripts} letters, and may look like another one."


def decode_host(host: str) -> str:
    """Return a host as people see it: each label that is Punycode with its letters."""
    return ".".join(_decode_label(label) for label in host.split("."))


def _decode_label(label: str) -> str:
    if not label.startswith(PUNYCODE):
        return label
    try:
        decoded = label.removeprefix(PUNYCODE).encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label
    return decoded if decoded.isprintable() else label


def _find_scripts(text: str) -> list[str]:
    """Return the scripts of the letters that are not ASCII, by their names in Unicode: `Cyrillic`."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if not letter.isascii())
    return sorted({name.title() for name in names if name and name not in ANY_SCRIPT})
