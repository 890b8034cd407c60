"""Where a redirect leads, for a sentence. It is never followed: it would take text and key to a foreign address."""

from urllib.parse import urljoin, urlsplit

MAX_CHARS = 300
SOMEWHERE = "another address"
ITSELF = "itself"


def redirect_target(asked: str, location: str) -> str:
    """Return the address that a redirect of the URL `asked` names, without what may be secret in it; else words.

    A name and password, the query and the fragment are left out.
    """
    try:
        parts = urlsplit(urljoin(asked, location.strip()))
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return SOMEWHERE
    address = f"{parts.scheme}://{host}{parts.path}"
    if not location.strip() or not host or parts.scheme not in ("http", "https") or not address.isprintable():
        return SOMEWHERE
    if address == asked.partition("?")[0]:
        return ITSELF
    if len(address) > MAX_CHARS:
        address = address[:MAX_CHARS] + "…"
    return address


def redirect_advice(target: str, path: str) -> str:
    """Say what to do about a redirect of the API's `path`: where the same path lies elsewhere, its base URL."""
    base_url = target.removesuffix(path)
    if base_url == target:
        return "Check the base URL."
    return f"If you trust that address, set the base URL to {base_url}."
