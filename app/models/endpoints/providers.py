"""The hosted providers known by name: where their API lies, where keys are made, which call needs a key.

And what is said where a key is missing or was rejected, by any server.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from app.api.endpoints import Origin, Provider
from app.settings.origins import words_of

OPENAI = "https://api.openai.com/v1"
AZURE_NAME = "Azure OpenAI"
AZURE_HOSTS = (".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com")
AZURE_PATH = "/openai/v1"
"""Of the API without dated versions, which takes a key as other servers do (“v1 API”, since August 2025)."""

PROVIDERS = (
    Provider(name="OpenAI", base_url=OPENAI, keys_page="https://platform.openai.com/api-keys"),
    Provider(
        name="OpenRouter", base_url="https://openrouter.ai/api/v1", keys_page="https://openrouter.ai/settings/keys"
    ),
    Provider(
        name="Anthropic", base_url="https://api.anthropic.com/v1", keys_page="https://platform.claude.com/settings/keys"
    ),
    Provider(
        name="Gemini",
        base_url="https://generativelanguage.googleapis.com/v1beta/openai",
        keys_page="https://aistudio.google.com/apikey",
    ),
    Provider(name="Groq", base_url="https://api.groq.com/openai/v1", keys_page="https://console.groq.com/keys"),
    Provider(name="Mistral", base_url="https://api.mistral.ai/v1", keys_page="https://console.mistral.ai/api-keys"),
    Provider(
        name="DeepSeek", base_url="https://api.deepseek.com/v1", keys_page="https://platform.deepseek.com/api_keys"
    ),
    Provider(name="xAI", base_url="https://api.x.ai/v1", keys_page="https://console.x.ai"),
    Provider(
        name="Together", base_url="https://api.together.xyz/v1", keys_page="https://api.together.ai/settings/api-keys"
    ),
    Provider(
        name=AZURE_NAME,
        base_url="",
        keys_page="https://portal.azure.com",
        address_note="the endpoint of your resource, such as https://NAME.openai.azure.com",
    ),
)
"""In the order of the list on screen. Each base URL is that of the provider's OpenAI-compatible API."""

HOSTS = {urlsplit(provider.base_url).hostname or "": provider.name for provider in PROVIDERS if provider.base_url}
KEY_PATHS = {"openrouter.ai": "/key"}
"""The GET that needs a key, where the list of models does not: OpenRouter gives its list to all (its API reference)."""
LIST_PATHS = {"api.anthropic.com": "/models?limit=1000"}
"""Anthropic's list has 20 models a page otherwise."""
LIST_PATH = "/models"


def provider_name(host: str) -> str:
    """Return the name of the provider at a host; empty for any other."""
    if host.endswith(AZURE_HOSTS):
        return AZURE_NAME
    return HOSTS.get(host, "")


def needs_key(base_url: str) -> bool:
    """Whether nothing can be asked there without a key."""
    return bool(provider_name(urlsplit(base_url).hostname or ""))


def list_path(base_url: str) -> str:
    """Return the path of the list of models."""
    return LIST_PATHS.get(urlsplit(base_url).hostname or "", LIST_PATH)


def key_path(base_url: str) -> str:
    """Return the path of a GET that needs a key."""
    return KEY_PATHS.get(urlsplit(base_url).hostname or "", LIST_PATH)


def list_headers(base_url: str, key: str, own: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return the headers of a GET: those with the key, unless the user's `own` have the same names.

    Anthropic takes `Bearer` for completions alone.
    """
    headers: dict[str, str] = {}
    if key and urlsplit(base_url).hostname == "api.anthropic.com":
        headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
    elif key:
        headers = {"Authorization": f"Bearer {key}"}
    replaced = {name.lower() for name in own or {}}
    return {**{name: value for name, value in headers.items() if name.lower() not in replaced}, **(own or {})}


class KeySource(Struct, frozen=True, kw_only=True):
    """Where the endpoint of a request and its key were set. `has_headers`: the profile has headers of its own."""

    origin: Origin
    key_origin: Origin
    has_key: bool
    has_headers: bool


def describe_key_problem(place: str, source: KeySource, status: str = "") -> str:
    """The sentences for a key that is missing or was rejected, and what to do. `status`: as “ (HTTP 401)”."""
    if source.has_key:
        where = words_of(source.key_origin, "api_key")
        return f"The key in {where} was rejected by {place}{status}. {advise_on_key(source)}"
    if source.has_headers:
        return f"{place} rejected the request{status}. Check the headers of its profile in profiles.toml."
    return f"{place} requires an API key{status}. {advise_on_key(source)}"


def advise_on_key(source: KeySource) -> str:
    """The sentence that says how a key is set: a profile takes none from the environment, a `.env` only its own."""
    place = source.key_origin if source.has_key else source.origin
    match place:
        case Origin.PASTED | Origin.CHOSEN | Origin.FOUND:
            return "In the terminal, /model and “Add another endpoint” take a key for it."
        case Origin.DOTENV if source.has_key:
            return "Check it there."
        case Origin.DOTENV:
            return "Set OPENAI_API_KEY in the same .env file."
        case _ if source.has_key:
            return "Check it, or set another with OPENAI_API_KEY."
        case _:
            return "Set OPENAI_API_KEY."
