"""Base URLs: one spelling for each, and the name a person knows it by. `endpoint_choice` calls it."""

from urllib.parse import urlsplit

from app.api.endpoints import Endpoint, EndpointKind, Origin
from app.settings.values import is_loopback_url

OPENAI = "https://api.openai.com/v1"
BUILT_IN = "built-in:"
"""No address: the child's port and key are new at each start."""
DEFAULT_MODELS = {OPENAI: "gpt-5.4-mini"}
"""What answers at a hosted endpoint when nobody names a model: cheap, quick and good enough. Documented in README."""
NAMES = {
    "api.openai.com": "OpenAI",
    "openrouter.ai": "OpenRouter",
    "api.groq.com": "Groq",
    "api.mistral.ai": "Mistral",
    "api.deepseek.com": "DeepSeek",
    "api.together.xyz": "Together",
    "generativelanguage.googleapis.com": "Gemini",
    "api.anthropic.com": "Anthropic",
}
PORTS = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp"}
ENDINGS = ("/chat/completions", "/completions", "/models")
"""What people paste along with the address."""


def base_url_of(address: str) -> str:
    """The spelling that identifies an endpoint: no slash at the end, and `/v1` where there was no path at all."""
    address = address.strip().rstrip("/")
    for ending in ENDINGS:
        address = address.removesuffix(ending)
    parts = urlsplit(address.rstrip("/"))
    return parts._replace(
        scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=parts.path.rstrip("/") or "/v1"
    ).geturl()


def endpoint_at(address: str, origin: Origin, setting: str = "base_url") -> Endpoint:
    """The endpoint at an address that the user set; `setting` named it."""
    base_url = base_url_of(address)
    kind: EndpointKind = "local" if is_loopback_url(base_url) else "hosted"
    return Endpoint(name=name_of(base_url), base_url=base_url, kind=kind, origin=origin, setting=setting)


def name_of(base_url: str) -> str:
    """`OpenAI`, `Ollama`, else the host."""
    parts = urlsplit(base_url)
    host = parts.hostname or base_url
    if is_loopback_url(base_url) and parts.port in PORTS:
        return PORTS[parts.port]
    return NAMES.get(host) or parts.netloc
