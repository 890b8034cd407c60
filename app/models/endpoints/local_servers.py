"""Model servers on this machine: who is looked for, and asking all of them at once. `endpoint_choice` calls it.

A port that answers may be anybody's, so a server counts only once it returned a list with a model in it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from app.api.endpoints import Endpoint, Origin
from app.api.objects import Model

PATIENCE = 0.3
"""Seconds for all probes together."""


class Server(Struct, frozen=True):
    """Where a kind of server listens by default."""

    name: str
    base_url: str


class Answer(Struct, frozen=True):
    """A server that is there, with its list."""

    endpoint: Endpoint
    models: Sequence[Model]


def known_servers(environ: Mapping[str, str]) -> list[Server]:
    """Ollama (or where OLLAMA_HOST says), LM Studio, llama.cpp: the first that answers wins."""
    return [
        Server("Ollama", ollama_url(environ.get("OLLAMA_HOST", ""))),
        Server("LM Studio", "http://127.0.0.1:1234/v1"),
        Server("llama.cpp", "http://127.0.0.1:8080/v1"),
    ]


def ollama_url(host: str) -> str:
    """OLLAMA_HOST as Ollama reads it: scheme and port may be left out (its envconfig.Host)."""
    host = host.strip().strip("\"'")
    scheme, found, rest = host.partition("://")
    if not found:
        scheme, rest = "http", host
    try:
        parts = urlsplit(f"//{rest.partition('/')[0]}")
        port = parts.port or {"http": 80 if found else 11434, "https": 443}.get(scheme, 11434)
        name = parts.hostname or "127.0.0.1"
    except ValueError:
        scheme, name, port = "http", "127.0.0.1", 11434
    if name in ("0.0.0.0", "::"):  # what a server binds; a client needs an address
        name = "127.0.0.1"
    name = f"[{name}]" if ":" in name else name
    return f"{scheme}://{name}:{port}/v1"


async def answering_servers(servers: Sequence[Server], seconds: float = PATIENCE) -> list[Answer]:
    """Those that return a model list within the time, in the order given."""
    if not servers:
        return []
    probes = [asyncio.ensure_future(probed(server, seconds)) for server in servers]
    done, late = await asyncio.wait(probes, timeout=seconds)
    for probe in late:
        probe.cancel()
    answers = [probe.result() for probe in probes if probe in done]
    return [answer for answer in answers if answer]


async def probed(server: Server, seconds: float) -> Answer | None:
    """Ask one. A closed port costs no import."""
    parts = urlsplit(server.base_url)
    try:
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except (OSError, ValueError):  # ValueError: a name that no address can have
        return None
    writer.close()
    models = await asyncio.to_thread(listed, server, seconds)
    if not models:
        return None
    endpoint = Endpoint(name=server.name, base_url=server.base_url, kind="local", origin=Origin.FOUND)
    return Answer(endpoint, models)


def listed(server: Server, seconds: float) -> list[Model]:
    """The server's models, none when it has no list."""
    from app.models.endpoints.model_list import (  # late: urllib costs 25 ms, and most ports are closed
        NoList,
        list_models,
    )

    try:
        return list_models(server.base_url, "", seconds=seconds, proxy=False)
    except NoList:
        return []
