"""Describes a body that is no completion, short enough for a sentence."""

MAX_EXCERPT_CHARS = 60
MAX_KEPT_BYTES = 4096
TRACEBACK = b"Traceback (most recent call last)"


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


class Unreadable:
    """Lines that cannot be read, one behind the other."""

    def __init__(self) -> None:
        self.first = self._last = b""

    def add(self, line: bytes) -> None:
        """Take note of one."""
        self._last = line[:MAX_KEPT_BYTES]
        self.first = self.first or self._last

    @property
    def words(self) -> str:
        """What the lines say: the first says most, but a traceback ends with the error. Empty if there is none."""
        if not self.first:
            return ""
        return excerpt(self._last if self.first.lstrip().startswith(TRACEBACK) else self.first)
