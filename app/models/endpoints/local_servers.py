"""Finds model servers on this machine by probing the known ones at the same time.

Any program may answer on a port, so a server counts only once it returned a list with a model in it.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from app.api.endpoints import Endpoint, Origin
from app.models.endpoints.addresses import profile_name_of
from app.models.endpoints.lists.list_answer import ModelListBody, NoList

if TYPE_CHECKING:
    import httpx2

Result = TypeVar("Result")

PROBE_TIMEOUT_S = 0.3
"""For all probes together."""
SLOW_TIMEOUT_S = 60.0
"""For a server that loads a model, or is starting, while somebody looks at the list that it will be in."""
OLLAMA_PORT = 11434


class LocalServer(Struct, frozen=True):
    """A kind of server, and where it listens by default."""

    name: str
    base_url: str


class FoundServer(Struct, frozen=True):
    """A server that answered, with its list."""

    endpoint: Endpoint
    listed: ModelListBody


def known_servers(environ: Mapping[str, str]) -> list[LocalServer]:
    """Ollama (or where OLLAMA_HOST points), LM Studio, llama.cpp, vLLM: the first that answers is used."""
    return [
        LocalServer("Ollama", ollama_url(environ.get("OLLAMA_HOST", ""))),
        LocalServer("LM Studio", "http://127.0.0.1:1234/v1"),
        LocalServer("llama.cpp", "http://127.0.0.1:8080/v1"),
        # Last: many a web server under development has this port too, and refuses the list.
        LocalServer("vLLM", "http://127.0.0.1:8000/v1"),
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
    """Find the servers that return a model list within the time, in the order given.

    The time is for all that is waited for, whatever a server sends; only the import between the two halves is not
    counted, or a slow disk would look like a machine without servers.
    """
    begun_at = time.monotonic()
    opened = await finished_in_time([is_open(server) for server in servers], timeout_s)
    listening = [server for server, is_listening in zip(servers, opened, strict=True) if is_listening]
    left_s = timeout_s - (time.monotonic() - begun_at)
    if not listening or left_s <= 0:
        return []
    is_plain = all(server.base_url.startswith("http://") for server in listening)
    client = await asyncio.to_thread(new_client, timeout_s, is_plain=is_plain)
    async with client:
        probes = [probe_server(client, server, left_s) for server in listening]
        found = await finished_in_time(probes, left_s)
    return [server for server in found if server]


async def servers_as_they_answer(servers: Sequence[LocalServer]) -> AsyncGenerator[FoundServer]:
    """Yield the servers that return a model list, the quickest first."""
    probes = [asyncio.ensure_future(find_servers([server], SLOW_TIMEOUT_S)) for server in servers]
    try:
        for probe in asyncio.as_completed(probes):
            for found in await probe:
                yield found
    finally:
        for probe in probes:
            probe.cancel()
        await asyncio.gather(*probes, return_exceptions=True)


async def finished_in_time(jobs: Sequence[Coroutine[None, None, Result]], timeout_s: float) -> list[Result | None]:
    """Run the jobs at the same time; the result is `None` for one that takes longer, which is cancelled."""
    if not jobs:
        return []
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.wait(tasks, timeout=timeout_s)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [None if task.cancelled() else task.result() for task in tasks]


async def is_open(server: LocalServer) -> bool:
    """Whether something accepts connections there. A closed port costs no import."""
    parts = urlsplit(server.base_url)
    try:
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except (OSError, ValueError):  # ValueError: a name that no host can have
        return False
    writer.close()
    return True


def new_client(timeout_s: float, *, is_plain: bool) -> "httpx2.AsyncClient":
    """Make a client. Blocks for 0.15 s: runs in a thread."""
    from app.models.endpoints.lists.model_list import new_list_client  # late: brings httpx2, and most ports are closed

    return new_list_client(timeout_s, proxy=False, is_plain=is_plain)


async def probe_server(client: "httpx2.AsyncClient", server: LocalServer, timeout_s: float) -> FoundServer | None:
    """Ask one server for its models."""
    from app.models.endpoints.lists.model_list import list_models  # late: imported by `new_client`, in a thread

    try:
        listed = await list_models(client, server.base_url, "", timeout_s=timeout_s)
    except NoList:
        return None
    if not listed.models:
        return None
    return FoundServer(endpoint_of(server), listed)


def endpoint_of(server: LocalServer) -> Endpoint:
    """Make the endpoint of a known server, whether it answers or not."""
    return Endpoint(
        name=server.name,
        base_url=server.base_url,
        kind="local",
        origin=Origin.FOUND,
        profile=profile_name_of(server.name),
    )
