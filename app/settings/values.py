"""Checks of setting values, the same for flags, environment and files.

Each check takes the text and returns the value, or raises `ValueError` with the end of a sentence that begins with
the setting's name. The value itself is never repeated: it may be a secret.
"""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from app.settings.settings import Api

MAX_RUN_TTL = 10 * 365 * 24 * 3600
"""Seconds. Larger values would overflow clocks."""

# Parsers disagree about these characters, and so about the host: WHATWG URL, "host state".
UNCLEAR_IN_URL = re.compile(r"[\s\\]")


def text(value: str) -> str:
    """One line of text. A model's name is shown on screen, where an escape sequence would take effect."""
    value = value.strip()
    if not value.isprintable():
        raise ValueError("must be one line of printable text")
    return value


def key(value: str) -> str:
    """A key that fits into an HTTP header (RFC 9110, field values)."""
    value = value.strip()
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ValueError("must be one word of plain ASCII characters")
    return value


def url(value: str) -> str:
    """An http or https address with a host, without user name or trailing slash."""
    value = value.strip()
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
        parts = None
    if not valid or parts is None or UNCLEAR_IN_URL.search(value) or not value.isprintable():
        raise ValueError("must be an address such as http://localhost:8080/v1")
    if "@" in parts.netloc:
        raise ValueError("must not contain a user name or password")
    if parts.query or parts.fragment:
        raise ValueError("must end with the path, without ? or #")
    return value.rstrip("/")


def is_loopback_url(address: str) -> bool:
    """Whether what is sent to this URL stays on this machine."""
    return is_loopback(urlsplit(address).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host name or address, without its port, is this machine as only this machine can reach it."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    # Before Python 3.13 an IPv4 address written as IPv6, such as ::ffff:127.0.0.1, is not seen as loopback.
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def api(value: str) -> Api:
    """One of the ways to ask a model."""
    for known in get_args(Api):
        if value.strip() == known:
            return known
    raise ValueError(f"must be one of: {', '.join(get_args(Api))}")


def folder(value: str) -> Path:
    """An absolute path; `~` is the home folder."""
    if not value.strip() or "\x00" in value:
        raise ValueError("must be a path")
    try:
        return Path(value).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise ValueError(f"is a path that cannot be resolved: {error}") from error


def seconds(value: str) -> int:
    """A whole number of seconds, at least one."""
    if not re.fullmatch(r"[0-9]{1,9}", value.strip()) or not 1 <= int(value) <= MAX_RUN_TTL:
        raise ValueError(f"must be a whole number of seconds from 1 to {MAX_RUN_TTL}")
    return int(value)


CHECKS: dict[str, Callable[[str], str | int | Path]] = {
    "model": text,
    "base_url": url,
    "api_key": key,
    "api": api,
    "data_dir": folder,
    "server": url,
    "server_key": key,
    "run_ttl": seconds,
    "theme": text,
    "log_file": folder,
}
"""The check of each setting that is one value."""
