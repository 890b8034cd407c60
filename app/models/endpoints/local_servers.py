"""Finds model servers on this machine by probing the known ones at the same time.

Any program may answer on a port, so a server counts only once it returned a list with a model in it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from app.api.endpoints import Endpoint, Origin
from app.api.objects import Model

PROBE_TIMEOUT_S = 0.3
"""For all probes together."""
OLLAMA_PORT = 11434


class LocalServer(Struct, frozen=True):
    """A kind of server, and where it listens by default."""

    name: str
    base_url: str


class FoundServer(Struct, frozen=True):
    """A server that answered, with its list."""

    endpoint: Endpoint
    models: Sequence[Model]


def known_servers(environ: Mapping[str, str]) -> list[LocalServer]:
    """Ollama (or where OLLAMA_HOST points), LM Studio, llama.cpp: the first that answers is used."""
    return [
        LocalServer("Ollama", ollama_url(environ.get("OLLAMA_HOST", ""))),
        LocalServer("LM Studio", "http://127.0.0.1:1234/v1"),
        LocalServer("llama.cpp", "http://127.0.0.1:8080/v1"),
    ]


def ollama_url(host: str) -> str:
    """Read OLLAMA_HOST as Ollama does: scheme and port may be left out (its envconfig.Host)."""
    host = host.strip().strip("\"'")
    scheme, separator, rest = host.partition("://")
    ports = {"http": 80, "https": 443}
    if not separator:
        scheme, rest = "http", host
        ports = {}
    try:
        parts = urlsplit(f"//{rest.partition('/')[0]}")
        port = parts.port or ports.get(scheme, OLLAMA_PORT)
        name = parts.hostname or "127.0.0.1"
    except ValueError:
        return ollama_url("")
    if name in ("0.0.0.0", "::"):  # what a server binds; a client needs an address
        name = "127.0.0.1"
    if ":" in name:
        name = f"[{name}]"
    return f"{scheme}://{name}:{port}/v1"


async def find_servers(servers: Sequence[LocalServer], timeout_s: float = PROBE_TIMEOUT_S) -> list[FoundServer]:
    """Find the servers that return a model list within the time, in the order given."""
    if not servers:
        return []
    probes = [asyncio.ensure_future(probe_server(server, timeout_s)) for server in servers]
    done, late = await asyncio.wait(probes, timeout=timeout_s)
    for probe in late:
        probe.cancel()
    found = [probe.result() for probe in probes if probe in done]
    return [server for server in found if server]


async def probe_server(server: LocalServer, timeout_s: float) -> FoundServer | None:
    """Ask one server for its models. A closed port costs no import."""
    parts = urlsplit(server.base_url)
    try:
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except (OSError, ValueError):  # ValueError: a name that no host can have
        return None
    writer.close()
    models = await asyncio.to_thread(try_list_models, server, timeout_s)
    if not models:
        return None
    endpoint = Endpoint(name=server.name, base_url=server.base_url, kind="local", origin=Origin.FOUND)
    return FoundServer(endpoint, models)


def try_list_models(server: LocalServer, timeout_s: float) -> list[Model]:
    """List the server's models; empty when it has no list."""
    from app.models.endpoints.model_list import (  # late: urllib costs 25 ms, and most ports are closed
        NoList,
        list_models,
    )

    try:
        return list_models(server.base_url, "", timeout_s=timeout_s, proxy=False)
    except NoList:
        return []
