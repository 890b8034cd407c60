"""Describes a body that is no completion, short enough for a sentence."""

MAX_EXCERPT_CHARS = 60


def is_web_page(body: bytes) -> bool:
    """Whether this is the beginning of HTML, or of XML."""
    return body.lstrip()[:1] == b"<"


def excerpt(body: bytes) -> str:
    """Describe a body."""
    if is_web_page(body):
        return "a web page"
    text = " ".join(body[: 4 * MAX_EXCERPT_CHARS].decode("utf-8", "replace").split())
    if len(text) > MAX_EXCERPT_CHARS:
        text = f"{text[:MAX_EXCERPT_CHARS]}…"
    return f"“{text}”"
