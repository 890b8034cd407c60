"""`assistant-chat serve`: the conversations of this machine over HTTP. `main` calls it."""

import asyncio
from functools import partial

from msgspec.structs import replace

from app.cli.arguments import Arguments
from app.cli.wiring import open_here
from app.server import serve
from app.settings import Settings

RUN_TTL = 600
"""Seconds that a run lives: programs poll it, and the API gave it ten minutes."""


def run_server(arguments: Arguments, settings: Settings) -> int:
    """Serve until Ctrl+C or SIGTERM; 0. Raises `Error` when the address cannot be had or needs a key."""
    settings = replace(settings, run_ttl=settings.run_ttl or RUN_TTL)
    asyncio.run(serve(partial(open_here, settings, reclaims=True), arguments.host, arguments.port, settings.server_key))
    return 0
