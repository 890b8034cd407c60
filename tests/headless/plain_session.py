"""A conversation of `--plain` in a test: what is typed, and what was printed."""

from collections.abc import AsyncGenerator
from typing import NamedTuple

from app.api.services import OpenServices
from app.headless.plain import converse
from tests.headless.streams import Terminal, Watched


async def typed(*lines: str) -> AsyncGenerator[str]:
    """Yield the lines as a user types them."""
    for line in lines:
        yield line


class Printed(NamedTuple):
    """What a conversation printed: `said` on stdout, `notes` on stderr."""

    said: str
    notes: str


async def talk(services: OpenServices, *lines: str, thread_id: str | None = None) -> Printed:
    """Type these lines, and return what was printed until the conversation ended in order."""
    out, err = Watched(), Terminal()
    assert await converse(services, thread_id, typed(*lines), out, err) == 0
    return Printed(out.getvalue(), err.getvalue())
