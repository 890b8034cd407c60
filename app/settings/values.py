"""Checks of setting values, the same for flags, environment and files.

A check takes the text and returns the value, or raises `ValueError` with the end of a sentence that begins with the
setting's name. The sentence never repeats the value, which may be a secret.
"""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

from app.settings.settings import Api

MAX_RUN_TTL_S = 10 * 365 * 24 * 3600
"""Ten years. Larger values would overflow clocks."""

WIDTHS = (20, 1000)
"""The least and the largest width of prose, in columns."""

# Parsers read these characters differently, and so find different hosts: WHATWG URL, "host state".
ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@\\,;\"'<>]+", re.ASCII)
"""An origin in a header: RFC 6454, 6.2. Apps such as those on Electron have schemes of their own.

Not checked: whether the host is one. A wrong one lets nobody in.
"""

UNIX = "unix:"
"""What an address of a server begins with that listens on a unix socket; its path follows."""

Value = str | int | Path | tuple[str, ...]

UNCLEAR_IN_URL = re.compile(r"[\s\\]")


def check_text(value: str) -> str:
    """Accept one line of text. A model's name is shown on screen, where an escape sequence would take effect."""
    value = value.strip()
    if not value.isprintable():
        raise ValueError("must be one line of printable text")
    return value


def check_key(value: str) -> str:
    """Accept a key that fits into an HTTP header (RFC 9110, field values)."""
    value = value.strip()
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ValueError("must be one word of plain ASCII characters")
    return value


def check_url(value: str) -> str:
    """Accept an http or https address with a host and without a user name; return it without a trailing slash."""
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


def check_origins(value: str) -> tuple[str, ...]:
    """Accept origins as browsers write them, with spaces between; `*` is every page, `null` one without an address."""
    origins = tuple(origin.rstrip("/").lower() for origin in value.split())
    if not origins or not all(origin in ("*", "null") or ORIGIN.fullmatch(origin) for origin in origins):
        raise ValueError("must be the address of a web page without its path, such as http://localhost:3000")
    return origins


def check_server(value: str) -> str:
    """Accept an address as `check_url` does, or `unix:PATH` for the socket of a server on this machine."""
    kind, _, path = value.strip().partition(UNIX)
    if kind or not path:
        return check_url(value)
    if not path.isprintable():
        raise ValueError("must be a path of printable characters after unix:")
    return f"{UNIX}{check_path(path)}"


def is_loopback_url(address: str) -> bool:
    """Whether what is sent to this URL stays on this machine."""
    return address.startswith(UNIX) or is_loopback(urlsplit(address).hostname or "")


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


def check_api(value: str) -> Api:
    """Accept one of the ways to ask a model."""
    for known in get_args(Api):
        if value.strip() == known:
            return known
    raise ValueError(f"must be one of: {', '.join(get_args(Api))}")


def check_path(value: str) -> Path:
    """Accept a path and return it as an absolute one; `~` is the home folder."""
    if not value.strip() or "\x00" in value:
        raise ValueError("must be a path")
    try:
        return Path(value).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise ValueError(f"is a path that cannot be resolved: {str(error).rstrip('.')}") from error


def check_seconds(value: str) -> int:
    """Accept a whole number of seconds, at least one."""
    if not re.fullmatch(r"[0-9]{1,9}", value.strip()) or not 1 <= int(value) <= MAX_RUN_TTL_S:
        raise ValueError(f"must be a whole number of seconds from 1 to {MAX_RUN_TTL_S}")
    return int(value)


def check_width(value: str) -> int:
    """Accept a whole number of columns in which text can be read."""
    low, high = WIDTHS
    if not re.fullmatch(r"[0-9]{1,4}", value.strip()) or not low <= int(value) <= high:
        raise ValueError(f"must be a whole number of columns from {low} to {high}")
    return int(value)


def check_switch(value: str) -> bool:
    """Accept on or off."""
    if value.strip() not in ("on", "off"):
        raise ValueError('must be "on" or "off"')
    return value.strip() == "on"


def check_truth(value: str) -> bool:
    """Accept `true` or `false`."""
    if value not in ("true", "false"):
        raise ValueError("must be true or false")
    return value == "true"


CHECKS: dict[str, Callable[[str], Value]] = {
    "model": check_text,
    "base_url": check_url,
    "api_key": check_key,
    "api": check_api,
    "data_dir": check_path,
    "server": check_server,
    "server_key": check_key,
    "allow_origins": check_origins,
    "run_ttl": check_seconds,
    "theme": check_text,
    "notifications": check_switch,
    "vim": check_truth,
    "prose_width": check_width,
    "titles": check_truth,
    "pictures": check_truth,
    "log_file": check_path,
}
"""The check of each setting that is one value."""
