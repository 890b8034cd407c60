"""The order in which an endpoint is chosen. `connected` calls it.

First match: `.env` of this folder → flags and environment → what was chosen or pasted on screen → config.toml → a
local server that answers → the built-in model if its weights are here. A choice on screen stands below what the
command line and the environment say, and above the file, which was there when the user chose.
"""

from collections.abc import AsyncIterator, Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.errors import ConfigError
from app.api.objects import Model
from app.models.endpoints.addresses import BUILT_IN, OPENAI, base_url_of, endpoint_at
from app.models.endpoints.local_servers import PATIENCE, Server, answering_servers
from app.models.endpoints.saved_choice import PastedKey, Remembered
from app.settings import Settings
from app.settings.values import key as checked_key

BUILT_IN_ENDPOINT = Endpoint(name="built-in", base_url=BUILT_IN, kind="built-in", origin=Origin.BUILT_IN)


class Found(Struct, frozen=True, kw_only=True):
    """An endpoint with its key. `models`: its list, where it was asked already."""

    endpoint: Endpoint
    key: str = ""
    key_origin: Origin = Origin.DEFAULT
    models: Sequence[Model] | None = None

    def __repr__(self) -> str:
        """Without the key."""
        return f"Found({self.endpoint!r}, key_origin={self.key_origin.name})"


class EndpointChoice:
    """Finds endpoints and remembers what the user said. `installed` tells whether built-in weights are here."""

    def __init__(
        self,
        settings: Settings,
        *,
        servers: Sequence[Server],
        installed: Callable[[], bool],
        patience: float = PATIENCE,
    ) -> None:
        self._settings = settings
        self._servers = servers
        self._installed = installed
        self._patience = patience
        self._remembered = Remembered(settings.config_dir)

    async def first(self) -> Found | None:
        """The endpoint to use; nothing is probed when the user named one."""
        async for found in self._in_order():
            return found
        return None

    async def all(self) -> list[Found]:
        """Everything that could be chosen, best first, each address once."""
        found: dict[str, Found] = {}
        async for one in self._in_order():
            found.setdefault(one.endpoint.base_url, one)
        return list(found.values())

    def keep(self, endpoint: Endpoint) -> Found:
        """Remember this choice. Choosing another than `.env` names is a no to that. Raises `ConfigError`."""
        dotenv = self._settings.dotenv
        if dotenv:
            named = base_url_of(dotenv.base_url)
            wanted = named == endpoint.base_url and endpoint.origin is Origin.DOTENV
            if wanted or not dotenv.loopback:
                self._remembered.keep_folder(dotenv.folder, named, wanted)
            if wanted:
                allowed = replace(endpoint, needs_consent=False)
                return Found(endpoint=allowed, key=dotenv.api_key or "", key_origin=Origin.DOTENV)
        self._remembered.keep_choice(endpoint)
        return self._with_key(endpoint)

    def keep_key(self, pasted: str) -> Found:
        """Check and keep a pasted key for OpenAI, as the screen says. Raises `ConfigError`."""
        try:
            key = checked_key(pasted)
        except ValueError as error:
            raise ConfigError(f"The key {error}.") from error
        if not key:
            raise ConfigError("The key is empty.")
        self._remembered.keep_key(PastedKey(base_url=OPENAI, api_key=key))
        found = self.keep(endpoint_at(OPENAI, Origin.PASTED, "api_key"))
        return replace(found, key=key, key_origin=Origin.PASTED)

    async def _in_order(self) -> AsyncIterator[Found]:
        settings = self._settings
        if dotenv := self._of_dotenv():
            yield dotenv
        explicit = self._explicit()
        origins = {settings.origin(name) for name in ("base_url", "api_key") if getattr(settings, name)}
        if explicit and origins != {Origin.CONFIG_FILE}:
            yield explicit
        chosen = self._remembered.chosen().endpoint
        if chosen and (found := self._usable(chosen.endpoint())):
            yield found
        if pasted := self._remembered.pasted():
            yield self._with_key(endpoint_at(pasted.base_url, Origin.PASTED, "api_key"))
        if explicit and origins == {Origin.CONFIG_FILE}:
            yield explicit
        for answer in await answering_servers(self._servers, self._patience):
            yield Found(endpoint=answer.endpoint, models=answer.models)
        if self._installed():
            yield Found(endpoint=BUILT_IN_ENDPOINT)

    def _of_dotenv(self) -> Found | None:
        """What `.env` names, unless the user said no. It gets its own key and no other."""
        dotenv = self._settings.dotenv
        if dotenv is None:
            return None
        endpoint = endpoint_at(dotenv.base_url, Origin.DOTENV)
        allowed = True if dotenv.loopback else self._remembered.allowed(dotenv.folder, endpoint.base_url)
        if allowed is False:
            return None
        endpoint = replace(endpoint, needs_consent=allowed is None)
        return Found(endpoint=endpoint, key=dotenv.api_key or "", key_origin=Origin.DOTENV)

    def _explicit(self) -> Found | None:
        """What flags, environment and config.toml name together."""
        settings = self._settings
        if settings.base_url:
            return self._with_key(endpoint_at(settings.base_url, settings.origin("base_url")))
        if settings.api_key:
            return self._with_key(endpoint_at(OPENAI, settings.origin("api_key"), "api_key"))
        return None

    def _usable(self, chosen: Endpoint) -> Found | None:
        """A remembered choice, if it still can work."""
        if chosen.kind == "built-in":
            return Found(endpoint=chosen) if self._installed() else None
        found = self._with_key(chosen)
        return found if found.key or chosen.base_url != OPENAI else None

    def _with_key(self, endpoint: Endpoint) -> Found:
        """The endpoint with the key that belongs to its address: the user's own setting, else a pasted one."""
        settings = self._settings
        own = base_url_of(settings.base_url) if settings.base_url else OPENAI
        if settings.api_key and own == endpoint.base_url:
            return Found(endpoint=endpoint, key=settings.api_key, key_origin=settings.origin("api_key"))
        pasted = self._remembered.pasted()
        if pasted and pasted.base_url == endpoint.base_url:
            return Found(endpoint=endpoint, key=pasted.api_key, key_origin=Origin.PASTED)
        return Found(endpoint=endpoint)
