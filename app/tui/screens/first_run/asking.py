"""What the line of the first-run screen asks for, one after the other: an address where none is known, then a key."""

from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import Provider
from app.settings.values import check_url, is_loopback_url
from app.tui.screens.first_run.choices import OPENAI

STORED = "The key is stored in a file only you can read."
NO_KEY = "This is no key: a key has no spaces and at least 8 characters."
NO_ADDRESS = "This is no base URL: it begins with https:// or http://."
NOTHING = "Nothing pasted yet."
KEY_PREFIX = "sk-"
MIN_KEY_CHARS = 8
"""A shorter text without `KEY_PREFIX` is a word."""
PROVIDER_PREFIXES = {"sk-or-": "OpenRouter", "sk-ant-": "Anthropic", "AIza": "Gemini", "gsk_": "Groq", "xai-": "xAI"}
"""How the keys of some providers begin."""


class Ask(Struct, frozen=True, kw_only=True):
    """What is asked for. `provider`: `None` for any other server. `base_url`: empty while the address is asked for."""

    provider: Provider | None = None
    base_url: str = ""

    @property
    def is_for_key(self) -> bool:
        """Whether the key is asked for."""
        return bool(self.base_url)

    @property
    def words(self) -> str:
        """What is to be typed, and where it is found."""
        match self.provider:
            case None if self.is_for_key:
                return f"The API key for {self.base_url}, if it needs one.\n{STORED}"
            case None:
                return "The base URL of any server with OpenAI's API, such as http://127.0.0.1:8000/v1"
            case provider if self.is_for_key:
                return f"{provider.name} makes API keys at {provider.keys_page}\n{STORED}"
            case provider:
                return f"{provider.name}: {provider.address_note}"

    @property
    def placeholder(self) -> str:
        """What stands in the empty line, with ids of commands in place of their keys."""
        if not self.is_for_key:
            return "Base URL, {line.accept} to go on"
        if self.provider is None:
            return "Paste the key, or leave it empty; {line.accept} to save"
        return "Paste the key, {line.accept} to save"

    def find_mistake(self, text: str) -> str:
        """Return why a text cannot be what is asked for; empty if it can."""
        if not self.is_for_key:
            return find_mistake_in_address(self._read_address(text))
        if not text:
            return NOTHING * (self.provider is not None)
        return "" if looks_like_key(text) else NO_KEY

    def follow(self, address: str) -> "Ask":
        """Return what is asked for once the address is known."""
        return replace(self, base_url=self._read_address(address))

    def _read_address(self, address: str) -> str:
        """Return the address that a text means.

        Azure shows `?api-version=…` behind the addresses of a resource; `localhost:8000` is on this machine, where no
        other scheme is usual.
        """
        if self.provider:
            return address.partition("?")[0]
        return f"http://{address}" if is_host_here(address) else address


def ask_for(provider: Provider | None) -> Ask:
    """Return what is asked for first."""
    return Ask(provider=provider, base_url=provider.base_url if provider else "")


def needs_pick(ask: Ask) -> bool:
    """Whether a model is to be picked afterwards: OpenAI has a default that is known to answer."""
    return ask.provider is None or ask.provider.name != OPENAI


def looks_like_key(text: str) -> bool:
    """Whether a text may be an API key."""
    is_word = text == "".join(text.split())
    return is_word and (len(text) >= MIN_KEY_CHARS or text.startswith(KEY_PREFIX))


def find_mistake_in_address(text: str) -> str:
    """Return why a text can be no base URL, before a key is asked for; empty if it can."""
    if not is_address(text):
        return NO_ADDRESS
    try:
        check_url(text)
    except ValueError as error:
        return f"The base URL {error}."
    return ""


def is_address(text: str) -> bool:
    """Whether a text is a web address."""
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket in the wrong place
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, text))


def is_host_here(text: str) -> bool:
    """Whether a text is a host on this machine with a port or a path behind it, and no scheme before it."""
    try:
        return "://" not in text and is_loopback_url(f"//{text}")
    except ValueError:
        return False


def name_provider(key: str) -> str:
    """Return the provider whose keys begin like this one."""
    return next((name for prefix, name in PROVIDER_PREFIXES.items() if key.startswith(prefix)), OPENAI)
