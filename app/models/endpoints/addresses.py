"""Base URLs: one spelling for each, and the name that people know it by."""

import re
from urllib.parse import urlsplit

from app.api.endpoints import Endpoint, EndpointKind, Origin
from app.models.endpoints.providers import AZURE_HOSTS, AZURE_PATH, OPENAI, provider_name
from app.settings.values import is_loopback_url

BUILT_IN = "built-in:"
"""Used in place of an address: the process has a new port and key at each start."""
DEFAULT_MODELS = {OPENAI: "gpt-5.4-mini"}
"""The model of a hosted endpoint when none is named: cheap, quick and good enough. Documented in README."""
PORTS = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp"}
PASTED_ENDINGS = ("/chat/completions", "/completions", "/models", "/responses", "/embeddings", "/messages")
"""Paths that people paste along with the base URL."""
KNOWN_PATHS = {
    "openrouter.ai": "/api/v1",
    "api.groq.com": "/openai/v1",
    "generativelanguage.googleapis.com": "/v1beta/openai",
    "dashscope.aliyuncs.com": "/compatible-mode/v1",
}
"""Where the API of a host lies, if not at `/v1`."""
AZURE_DATED = re.compile(r"/openai(/deployments(/.*)?)?$", re.I)
"""The path of Azure's API with dated versions, which its portal shows: it wants a query, and a key of another name."""
VERSION = re.compile(r"(.*?/v[1-9][a-z0-9]*)(/.*)?")
"""A path up to its version, and what follows."""


def base_url_of(address: str) -> str:
    """Return the one spelling of an endpoint's address: no slash at the end, the usual path where there is none."""
    address = address.strip().rstrip("/")
    for ending in PASTED_ENDINGS:
        address = address.removesuffix(ending)
    parts = urlsplit(address.rstrip("/"))
    path = parts.path.rstrip("/")
    if (parts.hostname or "").endswith(AZURE_HOSTS):
        path = AZURE_DATED.sub("", path) or AZURE_PATH
    path = path or KNOWN_PATHS.get(parts.hostname or "", "/v1")
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=path).geturl()


def has_no_path(address: str) -> bool:
    """Whether an address names a host and nothing behind it."""
    return bool(address) and not urlsplit(address.strip()).path.strip("/")


def other_addresses(base_url: str) -> list[str]:
    """Return where else the API may lie if it does not answer at a base URL: on the same host, the likeliest first."""
    parts = urlsplit(base_url)
    paths: list[str] = []
    if known := KNOWN_PATHS.get(parts.hostname or ""):
        paths.append(known)
    if (parts.hostname or "").endswith(AZURE_HOSTS):
        paths.append(AZURE_PATH)
    version = VERSION.fullmatch(parts.path)
    if version is None:
        paths += [f"{parts.path}/v1", "/v1"]
    elif version[2]:  # something was pasted behind the version
        paths.append(version[1])
    return [parts._replace(path=path).geturl() for path in dict.fromkeys(paths) if path != parts.path]


def is_same_server(address: str, base_url: str) -> bool:
    """Whether both addresses are of one scheme, host and port, so that the same key may go there."""
    one, other = urlsplit(address), urlsplit(base_url)
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)


def endpoint_at(address: str, origin: Origin, setting: str = "base_url") -> Endpoint:
    """Make the endpoint at an address that the user set with `setting`."""
    base_url = base_url_of(address)
    kind: EndpointKind = "hosted"
    if is_loopback_url(base_url):
        kind = "local"
    name = name_of(base_url)
    return Endpoint(
        name=name, base_url=base_url, kind=kind, origin=origin, setting=setting, profile=profile_name_of(name)
    )


def name_of(base_url: str) -> str:
    """Return the name that people know: `OpenAI`, `Ollama` and so on, else the host."""
    parts = urlsplit(base_url)
    if is_loopback_url(base_url) and parts.port in PORTS:
        return PORTS[parts.port]
    return provider_name(parts.hostname or "") or parts.netloc


def profile_name_of(name: str) -> str:
    """Return the name of a profile for what has this name on screen: `azure-openai`, `localhost-8000`."""
    return re.sub(r"[^a-z0-9._]+", "-", name.lower()).strip("-._")[:64] or "server"
